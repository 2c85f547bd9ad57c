using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Models;

/// <summary>Inputs that nobody sent.</summary>
internal static class InventedValues
{
    /// <summary>Zeros, false, or empty strings.</summary>
    public static OrtValue Zeros(TensorDatatype datatype, long[] shape)
    {
        if (datatype.IsBytes)
            return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, datatype.ElementType, shape);
        value.GetTensorMutableRawData().Clear();
        return value;
    }

    /// <summary>Ones, true, or the string 1.</summary>
    public static OrtValue Ones(TensorDatatype datatype, long[] shape)
    {
        var value = Zeros(datatype, shape);
        if (datatype.IsBytes)
        {
            for (var index = 0; index < value.GetTensorTypeAndShape().ElementCount; index++)
                value.StringTensorSetElementAt("1"u8, index);
            return value;
        }

        var bytes = value.GetTensorMutableRawData();
        switch (datatype.ElementType)
        {
            case TensorElementType.Float:
                MemoryMarshal.Cast<byte, float>(bytes).Fill(1);
                break;
            case TensorElementType.Double:
                MemoryMarshal.Cast<byte, double>(bytes).Fill(1);
                break;
            case TensorElementType.Float16:
                MemoryMarshal.Cast<byte, Half>(bytes).Fill(Half.One);
                break;
            case TensorElementType.BFloat16:
                MemoryMarshal.Cast<byte, ushort>(bytes).Fill(Protocol.BrainFloat.FromSingle(1));
                break;
            default:
                // Whole numbers, little-endian.
                for (var position = 0; position < bytes.Length; position += datatype.Size)
                    bytes[position] = 1;
                break;
        }

        return value;
    }
}
