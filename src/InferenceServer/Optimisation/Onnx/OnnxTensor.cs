namespace InferenceServer.Optimisation.Onnx;

/// <summary>A constant of a model.</summary>
internal sealed class OnnxTensor
{
    private readonly List<MessageField> _fields;

    private OnnxTensor(List<MessageField> fields)
    {
        _fields = fields;
        Dimensions = [.. MessageField.Numbers(fields, OnnxFields.TensorDimensions)];
        Name = fields.Find(field => field.Number == OnnxFields.TensorName).Text;
        Type = (int)fields.Find(field => field.Number == OnnxFields.TensorType).Value;
        IsExternal = fields.Find(field => field.Number == OnnxFields.TensorLocation).Value == OnnxFields.External;
    }

    /// <summary>Its name; empty inside a Constant node.</summary>
    public string Name { get; }

    /// <summary>Its dimensions.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>ONNX's number of the element type.</summary>
    public int Type { get; }

    /// <summary>Whether its elements lie in another file.</summary>
    public bool IsExternal { get; }

    /// <summary>Reads a tensor; its elements stay where they are.</summary>
    public static OnnxTensor Of(ReadOnlyMemory<byte> message) => new(MessageField.Of(message));

    /// <summary>
    /// The elements of a FLOAT tensor, row-major, little-endian, where they lie; empty where they are another number than the dimensions say.
    /// </summary>
    public ReadOnlyMemory<byte> FloatBytes()
    {
        var parts = _fields.Where(field => field.Number is OnnxFields.TensorRaw or OnnxFields.TensorFloats).ToList();
        // One by one, as proto2 may write floats: rare enough, and small, to be put together.
        var bytes = parts is [{ Wire: Rpc.WireType.Length } only] ? only.Content : parts.SelectMany(Bytes).ToArray();
        return bytes.Length == Dimensions.Aggregate(1L, (product, size) => product * size) * sizeof(float) ? bytes : default;
    }

    /// <summary>Writes a constant.</summary>
    public static MessageBuilder Write(string name, int type, IEnumerable<long> dimensions, ReadOnlyMemory<byte> elements)
    {
        var message = new MessageBuilder();
        foreach (var size in dimensions)
            message.Number(OnnxFields.TensorDimensions, size);
        return message.Number(OnnxFields.TensorType, type).Text(OnnxFields.TensorName, name).Bytes(OnnxFields.TensorRaw, elements);
    }

    private static byte[] Bytes(MessageField field) =>
        field.Wire == Rpc.WireType.Length ? field.Content.ToArray() : BitConverter.GetBytes((uint)field.Value);
}
