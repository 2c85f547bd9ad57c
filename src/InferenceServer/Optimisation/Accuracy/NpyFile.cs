using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using InferenceServer.Models;

namespace InferenceServer.Optimisation.Accuracy;

/// <summary>An array as NumPy's <c>save</c> writes it (format 1 to 3): <c>\x93NUMPY</c>, a header in Python's notation, the elements.</summary>
/// <param name="Datatype">The protocol's name of the element type.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Elements">The elements, row-major, little-endian.</param>
internal sealed partial record NpyFile(string Datatype, long[] Shape, byte[] Elements)
{
    private static readonly Dictionary<string, string> Datatypes = new()
    {
        ["|b1"] = "BOOL", ["|u1"] = "UINT8", ["<u2"] = "UINT16", ["<u4"] = "UINT32", ["<u8"] = "UINT64", ["|i1"] = "INT8", ["<i2"] = "INT16",
        ["<i4"] = "INT32", ["<i8"] = "INT64", ["<f2"] = "FP16", ["<f4"] = "FP32", ["<f8"] = "FP64",
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is no such file, or holds what the protocol cannot carry; the message says what.</exception>
    public static NpyFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes.AsSpan(1).StartsWith("NUMPY"u8))
            throw new FormatException("is no .npy file");
        var wide = bytes[6] >= 2;
        var begin = wide ? 12 : 10;
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        if (length > bytes.Length - begin)
            throw new FormatException("ends in its header");
        var header = Encoding.UTF8.GetString(bytes, begin, (int)length);
        var type = TypePattern().Match(header).Groups[1].Value;
        var shape = ShapePattern().Match(header);
        if (!shape.Success || !Datatypes.TryGetValue(type, out var datatype))
            throw new FormatException($"has elements of type '{type}'; save it with one of {string.Join(", ", Datatypes.Keys)}");
        long[] sizes = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal) && sizes.Count(size => size > 1) > 1)
            throw new FormatException("is in Fortran's order; save numpy.ascontiguousarray of it");
        var elements = bytes[(begin + (int)length)..];
        return TensorDatatype.TryParse(datatype, out var known) && elements.Length == sizes.Aggregate((double)known.Size, (product, size) => product * size)
            ? new NpyFile(datatype, sizes, elements)
            : throw new FormatException($"has {elements.Length} bytes of elements, which is not what its shape ({string.Join(", ", sizes)}) says");
    }

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'shape':\s*\(([\d\s,]*)\)")]
    private static partial Regex ShapePattern();
}
