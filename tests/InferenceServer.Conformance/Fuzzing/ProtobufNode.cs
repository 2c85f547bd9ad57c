namespace InferenceServer.Conformance.Fuzzing;

/// <summary>A field of a protobuf message that can be written wrong: under another number, as another wire type, with a length that is not its own.</summary>
internal sealed class ProtobufNode
{
    /// <summary>The field's number.</summary>
    public ulong Field { get; set; }

    /// <summary>How it is written: 0 varint, 1 eight bytes, 2 length and content, 5 four bytes; 3, 4, 6 and 7 are groups and nothing.</summary>
    public int Wire { get; set; }

    /// <summary>The number, where it is one.</summary>
    public ulong Value { get; set; }

    /// <summary>The content, where it is bytes.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>The content, where it is a message.</summary>
    public List<ProtobufNode>? Children { get; set; }

    /// <summary>What the length is wrong by.</summary>
    public long LengthError { get; set; }

    /// <summary>Whether numbers are written in ten bytes where fewer would do.</summary>
    public bool Long { get; set; }

    public static ProtobufNode Number(ulong field, ulong value) => new() { Field = field, Value = value };

    public static ProtobufNode Text(ulong field, byte[] content) => new() { Field = field, Wire = 2, Content = content };

    public static ProtobufNode Message(ulong field, params IEnumerable<ProtobufNode> children) => new() { Field = field, Wire = 2, Children = [.. children] };

    /// <summary>A copy with all below it.</summary>
    public ProtobufNode Copy() => new() { Field = Field, Wire = Wire, Value = Value, Content = Content, Children = Children?.ConvertAll(child => child.Copy()), LengthError = LengthError, Long = Long };

    /// <summary>The bytes of several fields.</summary>
    public static byte[] Write(IEnumerable<ProtobufNode> nodes)
    {
        var bytes = new List<byte>();
        foreach (var node in nodes)
            node.Write(bytes);
        return [.. bytes];
    }

    private void Write(List<byte> bytes)
    {
        Varint(bytes, Field << 3 | (uint)Wire);
        var content = Children is null ? Content : Write(Children);
        switch (Wire)
        {
            case 0:
                Varint(bytes, Value);
                break;
            case 1:
                bytes.AddRange(BitConverter.GetBytes(Value));
                break;
            case 2:
                Varint(bytes, unchecked((ulong)(content.Length + LengthError)));
                bytes.AddRange(content);
                break;
            case 5:
                bytes.AddRange(BitConverter.GetBytes((uint)Value));
                break;
            default:
                bytes.AddRange(content);
                break;
        }
    }

    private void Varint(List<byte> bytes, ulong value)
    {
        var first = bytes.Count;
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        if (!Long)
            return;
        bytes[^1] |= 0x80;
        while (bytes.Count - first < 9)
            bytes.Add(0x80);
        bytes.Add(0);
    }
}
