using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace InferenceOperator.Simulation;

/// <summary>
/// Elements of made-up tensors. Numbers with a fraction spread over 0 to 1, as normalised inputs do: with zeros alone some models skip work. Whole
/// numbers are 1, which is a valid index nearly everywhere.
/// </summary>
internal static class TensorElements
{
    private const string Word = "a";

    /// <summary>An element as JSON.</summary>
    /// <param name="datatype">Of the tensor.</param>
    /// <param name="index">Which one.</param>
    /// <returns>The text; null: no such datatype.</returns>
    public static string? Json(string datatype, long index) => datatype switch
    {
        "FP16" or "BF16" or "FP32" or "FP64" => Fraction(index).ToString(CultureInfo.InvariantCulture),
        "BOOL" => "true",
        "BYTES" => $"\"{Word}\"",
        "INT8" or "INT16" or "INT32" or "INT64" or "UINT8" or "UINT16" or "UINT32" or "UINT64" => "1",
        _ => null,
    };

    /// <summary>An element as raw bytes, little-endian.</summary>
    /// <param name="datatype">Of the tensor, one that <see cref="Json"/> knows.</param>
    /// <param name="index">Which one.</param>
    /// <param name="destination">Room for at least <see cref="Size"/> bytes.</param>
    public static void Raw(string datatype, long index, Span<byte> destination)
    {
        switch (datatype)
        {
            case "FP16":
                BinaryPrimitives.WriteHalfLittleEndian(destination, (Half)Fraction(index));
                break;
            case "BF16":
                // The upper half of a float.
                BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)(BitConverter.SingleToUInt32Bits((float)Fraction(index)) >> 16));
                break;
            case "FP32":
                BinaryPrimitives.WriteSingleLittleEndian(destination, (float)Fraction(index));
                break;
            case "FP64":
                BinaryPrimitives.WriteDoubleLittleEndian(destination, Fraction(index));
                break;
            case "BYTES":
                BinaryPrimitives.WriteInt32LittleEndian(destination, Word.Length);
                Encoding.ASCII.GetBytes(Word, destination[sizeof(int)..]);
                break;
            default:
                destination[0] = 1;
                break;
        }
    }

    /// <summary>Bytes of a raw element.</summary>
    /// <param name="datatype">Of the tensor.</param>
    public static int Size(string datatype) => datatype switch
    {
        "BOOL" or "INT8" or "UINT8" => 1,
        "INT16" or "UINT16" or "FP16" or "BF16" => 2,
        "INT32" or "UINT32" or "FP32" => 4,
        "BYTES" => sizeof(int) + Word.Length,
        _ => 8,
    };

    private static double Fraction(long index) => index * 37 % 256 / 256.0;
}
