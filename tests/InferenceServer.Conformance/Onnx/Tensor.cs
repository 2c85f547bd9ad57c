using System.Buffers.Binary;

namespace InferenceServer.Conformance.Onnx;

/// <summary>A tensor by the protocol's terms.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">The protocol's datatype.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Bytes">Elements, little-endian and row-major; empty for BYTES.</param>
/// <param name="Strings">Elements of BYTES; empty for all others.</param>
internal sealed record Tensor(string Name, string Datatype, long[] Shape, byte[] Bytes, IReadOnlyList<byte[]> Strings)
{
    /// <summary>How many elements its shape has.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements as the binary tensor data extension and raw contents carry them: strings with four bytes of length before each.</summary>
    public byte[] Raw() => Datatype != "BYTES" ? Bytes : [.. Strings.SelectMany(text => (byte[])[.. BitConverter.GetBytes(text.Length), .. text])];

    /// <summary>A tensor of the raw form.</summary>
    public static Tensor FromRaw(string name, string datatype, long[] shape, byte[] raw)
    {
        if (datatype != "BYTES")
            return new Tensor(name, datatype, shape, raw, []);
        var strings = new List<byte[]>();
        for (var position = 0; position < raw.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(raw.AsSpan(position));
            strings.Add(raw[(position + 4)..(position + 4 + length)]);
            position += 4 + length;
        }

        return new Tensor(name, datatype, shape, [], strings);
    }
}
