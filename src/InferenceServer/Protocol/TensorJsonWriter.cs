using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Protocol;

/// <summary>
/// Writes a tensor's elements flat, in row-major order. NaN and infinities, which JSON has no numbers for, are the strings
/// <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>, as in protobuf's JSON mapping.
/// </summary>
internal static class TensorJsonWriter
{
    /// <summary>Writes all elements of a value.</summary>
    /// <exception cref="ProtocolException">A BYTES element that is not UTF-8.</exception>
    public static void Write(Utf8JsonWriter writer, TensorSpec spec, OrtValue value)
    {
        switch (spec.Datatype.ElementType)
        {
            case TensorElementType.String:
                WriteStrings(writer, spec, value);
                break;
            case TensorElementType.Float:
                foreach (var element in Elements<float>(value))
                    WriteFloat(writer, element);
                break;
            case TensorElementType.Double:
                foreach (var element in Elements<double>(value))
                    WriteDouble(writer, element);
                break;
            case TensorElementType.Float16:
                foreach (var element in Elements<Half>(value))
                    WriteFloat(writer, (float)element);
                break;
            case TensorElementType.BFloat16:
                foreach (var element in Elements<ushort>(value))
                    WriteFloat(writer, BrainFloat.ToSingle(element));
                break;
            case TensorElementType.Bool:
                foreach (var element in Elements<byte>(value))
                    writer.WriteBooleanValue(element != 0);
                break;
            default:
                WriteIntegers(writer, spec, value);
                break;
        }
    }

    /// <summary>The number of a value's elements; <see cref="OutputSize"/> has bounded it.</summary>
    public static int ElementCount(OrtValue value) => checked((int)value.GetTensorTypeAndShape().ElementCount);

    private static ReadOnlySpan<T> Elements<T>(OrtValue value)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData());

    private static void WriteIntegers(Utf8JsonWriter writer, TensorSpec spec, OrtValue value)
    {
        switch (spec.Datatype.ElementType)
        {
            case TensorElementType.Int64:
                foreach (var element in Elements<long>(value))
                    writer.WriteNumberValue(element);
                break;
            case TensorElementType.Int32:
                foreach (var element in Elements<int>(value))
                    writer.WriteNumberValue(element);
                break;
            case TensorElementType.Int16:
                foreach (var element in Elements<short>(value))
                    writer.WriteNumberValue(element);
                break;
            case TensorElementType.Int8:
                foreach (var element in Elements<sbyte>(value))
                    writer.WriteNumberValue(element);
                break;
            case TensorElementType.UInt64:
                foreach (var element in Elements<ulong>(value))
                    writer.WriteNumberValue(element);
                break;
            case TensorElementType.UInt32:
                foreach (var element in Elements<uint>(value))
                    writer.WriteNumberValue(element);
                break;
            case TensorElementType.UInt16:
                foreach (var element in Elements<ushort>(value))
                    writer.WriteNumberValue(element);
                break;
            case TensorElementType.UInt8:
                foreach (var element in Elements<byte>(value))
                    writer.WriteNumberValue(element);
                break;
            default:
                throw new InvalidOperationException($"no JSON form for {spec.Datatype.Name}");
        }
    }

    private static void WriteStrings(Utf8JsonWriter writer, TensorSpec spec, OrtValue value)
    {
        var elements = ElementCount(value);
        for (var index = 0; index < elements; index++)
        {
            var text = value.GetStringElementAsSpan(index);
            if (!Utf8.IsValid(text))
                throw ProtocolException.Invalid($"element {index} of output '{spec.Name}' is not UTF-8 text; ask for the output with \"binary_data\": true");
            writer.WriteStringValue(text);
        }
    }

    private static void WriteFloat(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
