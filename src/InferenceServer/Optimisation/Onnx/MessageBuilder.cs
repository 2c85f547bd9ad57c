using System.Buffers;
using System.Text;
using InferenceServer.Rpc;

namespace InferenceServer.Optimisation.Onnx;

/// <summary>A protobuf message put together from pieces that stay where they are.</summary>
internal sealed class MessageBuilder
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];

    /// <summary>Bytes of the message.</summary>
    public long Length { get; private set; }

    /// <summary>Adds a field as it was read.</summary>
    public MessageBuilder Add(MessageField field) => Append(field.Whole);

    /// <summary>Adds a number.</summary>
    public MessageBuilder Number(int field, long value)
    {
        var head = new ArrayBufferWriter<byte>(20);
        head.WriteVarint((ulong)(uint)(field << 3));
        head.WriteVarint((ulong)value);
        return Append(head.WrittenMemory);
    }

    /// <summary>Adds a string.</summary>
    public MessageBuilder Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes, which must not change until the message is written.</summary>
    public MessageBuilder Bytes(int field, ReadOnlyMemory<byte> content) => Head(field, content.Length).Append(content);

    /// <summary>Adds a message.</summary>
    public MessageBuilder Message(int field, MessageBuilder message)
    {
        Head(field, message.Length);
        _pieces.AddRange(message._pieces);
        Length += message.Length;
        return this;
    }

    /// <summary>Writes the message.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (var piece in _pieces)
            stream.Write(piece.Span);
    }

    /// <summary>The message as one piece.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream(checked((int)Length));
        WriteTo(stream);
        return stream.ToArray();
    }

    private MessageBuilder Head(int field, long length)
    {
        var head = new ArrayBufferWriter<byte>(20);
        head.WriteLength(field, length);
        return Append(head.WrittenMemory);
    }

    private MessageBuilder Append(ReadOnlyMemory<byte> piece)
    {
        _pieces.Add(piece);
        Length += piece.Length;
        return this;
    }
}
