using System.Buffers;
using System.Numerics;
using System.Text;

namespace InferenceServer.Rpc;

/// <summary>Writes protobuf fields to a buffer.</summary>
internal static class ProtobufWriting
{
    /// <summary>Bytes of a varint.</summary>
    public static int VarintSize(ulong value) => (BitOperations.Log2(value | 1) + 7) / 7;

    /// <summary>Writes a varint.</summary>
    public static void WriteVarint(this IBufferWriter<byte> writer, ulong value)
    {
        var target = writer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            target[length++] = (byte)(value | 0x80);
        target[length++] = (byte)value;
        writer.Advance(length);
    }

    /// <summary>Writes the beginning of a length-delimited field; its content follows.</summary>
    public static void WriteLength(this IBufferWriter<byte> writer, int field, long length)
    {
        writer.WriteVarint((ulong)(uint)(field << 3 | (int)WireType.Length));
        writer.WriteVarint((ulong)length);
    }

    /// <summary>Writes a string; nothing for an empty one, which is the field's default.</summary>
    public static void WriteText(this IBufferWriter<byte> writer, int field, string text)
    {
        if (text.Length == 0)
            return;
        var length = Encoding.UTF8.GetByteCount(text);
        writer.WriteLength(field, length);
        Encoding.UTF8.GetBytes(text, writer.GetSpan(length));
        writer.Advance(length);
    }

    /// <summary>Writes a length-delimited field.</summary>
    public static void WriteBytes(this IBufferWriter<byte> writer, int field, ReadOnlySpan<byte> content)
    {
        writer.WriteLength(field, content.Length);
        writer.Write(content);
    }

    /// <summary>Writes non-negative or negative 64-bit numbers packed; nothing for none.</summary>
    public static void WritePacked(this IBufferWriter<byte> writer, int field, ReadOnlySpan<long> numbers)
    {
        if (numbers.IsEmpty)
            return;
        long length = 0;
        foreach (var number in numbers)
            length += VarintSize((ulong)number);
        writer.WriteLength(field, length);
        foreach (var number in numbers)
            writer.WriteVarint((ulong)number);
    }
}
