using System.Buffers.Binary;
using System.Globalization;

namespace InferenceServer.Conformance.Onnx;

/// <summary>The protocol's datatypes, written apart from the server's so that a mistake there is none here.</summary>
internal static class Elements
{
    /// <summary>Bytes of an element; 0 for BYTES.</summary>
    public static int Size(string datatype) => datatype switch
    {
        "BOOL" or "UINT8" or "INT8" => 1,
        "UINT16" or "INT16" or "FP16" or "BF16" => 2,
        "UINT32" or "INT32" or "FP32" => 4,
        "UINT64" or "INT64" or "FP64" => 8,
        _ => 0,
    };

    /// <summary>Whether elements may be NaN, infinite or rounded.</summary>
    public static bool IsFloat(string datatype) => datatype is "FP16" or "BF16" or "FP32" or "FP64";

    /// <summary>An element of floating point.</summary>
    public static double Float(string datatype, ReadOnlySpan<byte> at) => datatype switch
    {
        "FP16" => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
        "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
        "FP32" => BinaryPrimitives.ReadSingleLittleEndian(at),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(at),
    };

    /// <summary>A whole number, or 0 and 1 of BOOL.</summary>
    public static Int128 Whole(string datatype, ReadOnlySpan<byte> at) => datatype switch
    {
        "BOOL" or "UINT8" => at[0],
        "INT8" => (sbyte)at[0],
        "UINT16" => BinaryPrimitives.ReadUInt16LittleEndian(at),
        "INT16" => BinaryPrimitives.ReadInt16LittleEndian(at),
        "UINT32" => BinaryPrimitives.ReadUInt32LittleEndian(at),
        "INT32" => BinaryPrimitives.ReadInt32LittleEndian(at),
        "UINT64" => BinaryPrimitives.ReadUInt64LittleEndian(at),
        _ => BinaryPrimitives.ReadInt64LittleEndian(at),
    };

    /// <summary>An element as JSON writes it; NaN and infinities as protobuf's JSON mapping does.</summary>
    public static string Json(string datatype, ReadOnlySpan<byte> at)
    {
        if (datatype == "BOOL")
            return at[0] == 0 ? "false" : "true";
        if (!IsFloat(datatype))
            return Whole(datatype, at).ToString(CultureInfo.InvariantCulture);
        var value = Float(datatype, at);
        var text = datatype == "FP64" ? value.ToString("R", CultureInfo.InvariantCulture) : ((float)value).ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? text : $"\"{text}\"";
    }

    /// <summary>The bytes of a whole number.</summary>
    /// <exception cref="InvalidDataException">The datatype does not hold it.</exception>
    public static byte[] FromWhole(string datatype, Int128 value)
    {
        var bytes = BitConverter.GetBytes((long)(ulong)(value & ulong.MaxValue))[..Size(datatype)];
        return Whole(datatype, bytes) == value ? bytes : throw new InvalidDataException($"{value} is no {datatype}");
    }

    /// <summary>The bytes of a floating point number, BF16 rounded to even.</summary>
    public static byte[] FromFloat(string datatype, double value) => datatype switch
    {
        "FP16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes((float)value)[2..],
        "FP32" => BitConverter.GetBytes((float)value),
        _ => BitConverter.GetBytes(value),
    };
}
