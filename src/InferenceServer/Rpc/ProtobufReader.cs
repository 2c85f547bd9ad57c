using System.Buffers.Binary;
using InferenceServer.Protocol;

namespace InferenceServer.Rpc;

/// <summary>Steps over the fields of one protobuf message in memory, without making objects of them.</summary>
/// <param name="message">The message's bytes.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private ulong _value;
    private int _start;
    private int _length;

    /// <summary>Where the next field begins.</summary>
    public int Position { get; private set; }

    /// <summary>The current field's number.</summary>
    public int Field { get; private set; }

    /// <summary>How the current field is written.</summary>
    public WireType Wire { get; private set; }

    /// <summary>The current field's number on the wire: a varint, or the bits of a fixed-size field.</summary>
    public readonly ulong Value => _value;

    /// <summary>Where the content of a length-delimited field begins.</summary>
    public readonly int ContentStart => _start;

    /// <summary>The content of a length-delimited field.</summary>
    /// <exception cref="ProtocolException">The field is written another way.</exception>
    public readonly ReadOnlySpan<byte> Content => Wire == WireType.Length ? _message.Slice(_start, _length) : throw Malformed($"field {Field} is no string, bytes or message");

    /// <summary>Moves to the next field; false at the message's end.</summary>
    /// <exception cref="ProtocolException">The bytes are no protobuf message.</exception>
    public bool Read()
    {
        if (Position == _message.Length)
            return false;
        var tag = Varint();
        Field = (int)(tag >> 3 & 0x1FFFFFFF);
        Wire = (WireType)(tag & 7);
        if (Field == 0 || tag > uint.MaxValue)
            throw Malformed("a field has no number");
        switch (Wire)
        {
            case WireType.Varint:
                _value = Varint();
                break;
            case WireType.Fixed64:
                _value = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            case WireType.Fixed32:
                _value = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            case WireType.Length:
                var length = Varint();
                if (length > (ulong)(_message.Length - Position))
                    throw Malformed($"field {Field} is longer than its message");
                (_start, _length) = (Position, (int)length);
                Position += (int)length;
                break;
            default:
                throw Malformed($"field {Field} has the wire type {(int)Wire}");
        }

        return true;
    }

    /// <summary>Reads a varint that no field number precedes, as in packed fields.</summary>
    /// <exception cref="ProtocolException">It does not end, or has more than 64 bits.</exception>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (Position == _message.Length)
                throw Malformed("a number does not end");
            var part = _message[Position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw Malformed("a number has more than 10 bytes");
    }

    /// <summary>The refusal of bytes that are no protobuf message.</summary>
    public static ProtocolException Malformed(string what) => ProtocolException.Invalid($"the request is not a valid protobuf message: {what}");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _message.Length - Position)
            throw Malformed($"field {Field} does not end");
        Position += length;
        return _message.Slice(Position - length, length);
    }
}
