using System.Text.Json;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Protocol;

/// <summary>Elements of a fixed size. Numbers that the datatype cannot hold are refused, not wrapped or turned into infinity.</summary>
internal readonly unsafe struct NumberElements(byte* memory, TensorDatatype datatype) : ITensorElements
{
    /// <inheritdoc />
    public bool TrySet(ref Utf8JsonReader reader, int index) => reader.TokenType switch
    {
        JsonTokenType.Number => TrySetNumber(ref reader, index),
        JsonTokenType.True or JsonTokenType.False => TrySetBool(reader.TokenType == JsonTokenType.True, index),
        JsonTokenType.String => TrySetNonFinite(ref reader, index),
        _ => false,
    };

    private bool TrySetNumber(ref Utf8JsonReader reader, int index)
    {
        switch (datatype.ElementType)
        {
            case TensorElementType.Float:
                return reader.TryGetSingle(out ((float*)memory)[index]) && float.IsFinite(((float*)memory)[index]);
            case TensorElementType.Double:
                return reader.TryGetDouble(out ((double*)memory)[index]) && double.IsFinite(((double*)memory)[index]);
            case TensorElementType.Float16:
                return reader.TryGetDouble(out var half) && Half.IsFinite(((Half*)memory)[index] = (Half)half);
            case TensorElementType.BFloat16:
                return reader.TryGetSingle(out var single) && float.IsFinite(BrainFloat.ToSingle(((ushort*)memory)[index] = BrainFloat.FromSingle(single)));
            case TensorElementType.Int64:
                return reader.TryGetInt64(out ((long*)memory)[index]);
            case TensorElementType.Int32:
                return reader.TryGetInt32(out ((int*)memory)[index]);
            case TensorElementType.Int16:
                return reader.TryGetInt16(out ((short*)memory)[index]);
            case TensorElementType.Int8:
                return reader.TryGetSByte(out ((sbyte*)memory)[index]);
            case TensorElementType.UInt64:
                return reader.TryGetUInt64(out ((ulong*)memory)[index]);
            case TensorElementType.UInt32:
                return reader.TryGetUInt32(out ((uint*)memory)[index]);
            case TensorElementType.UInt16:
                return reader.TryGetUInt16(out ((ushort*)memory)[index]);
            case TensorElementType.UInt8:
                return reader.TryGetByte(out memory[index]);
            case TensorElementType.Bool:
                return reader.TryGetByte(out memory[index]) && memory[index] <= 1;
            default:
                return false;
        }
    }

    private bool TrySetBool(bool value, int index)
    {
        if (datatype.ElementType != TensorElementType.Bool)
            return false;
        memory[index] = value ? (byte)1 : (byte)0;
        return true;
    }

    // JSON has no NaN and no infinity; the strings are those of protobuf's JSON mapping, and the same as in answers.
    private bool TrySetNonFinite(ref Utf8JsonReader reader, int index)
    {
        float value;
        if (reader.ValueTextEquals("NaN"u8))
            value = float.NaN;
        else if (reader.ValueTextEquals("Infinity"u8))
            value = float.PositiveInfinity;
        else if (reader.ValueTextEquals("-Infinity"u8))
            value = float.NegativeInfinity;
        else
            return false;

        switch (datatype.ElementType)
        {
            case TensorElementType.Float:
                ((float*)memory)[index] = value;
                return true;
            case TensorElementType.Double:
                ((double*)memory)[index] = value;
                return true;
            case TensorElementType.Float16:
                ((Half*)memory)[index] = (Half)value;
                return true;
            case TensorElementType.BFloat16:
                ((ushort*)memory)[index] = BrainFloat.FromSingle(value);
                return true;
            default:
                return false;
        }
    }
}
