using System.Text;
using InferenceServer.Rpc;

namespace InferenceServer.Optimisation.Onnx;

/// <summary>One field of a protobuf message, not copied.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Wire">How it is written.</param>
/// <param name="Value">The number on the wire; 0 for a length-delimited field.</param>
/// <param name="Content">What a length-delimited field holds.</param>
/// <param name="Whole">The field with its tag, as it is written.</param>
internal readonly record struct MessageField(int Number, WireType Wire, ulong Value, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Whole)
{
    /// <summary>The content as text.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <summary>The fields of a message in their order, unknown ones too.</summary>
    /// <exception cref="Protocol.ProtocolException">The bytes are no protobuf message.</exception>
    public static List<MessageField> Of(ReadOnlyMemory<byte> message)
    {
        var fields = new List<MessageField>();
        var reader = new ProtobufReader(message.Span);
        for (var start = 0; reader.Read(); start = reader.Position)
        {
            var isLength = reader.Wire == WireType.Length;
            var content = isLength ? message.Slice(reader.ContentStart, reader.Content.Length) : default;
            fields.Add(new MessageField(reader.Field, reader.Wire, isLength ? 0 : reader.Value, content, message[start..reader.Position]));
        }

        return fields;
    }

    /// <summary>Numbers of a repeated field, which may be packed into one or written one by one.</summary>
    public static IEnumerable<long> Numbers(IEnumerable<MessageField> fields, int number)
    {
        foreach (var field in fields.Where(field => field.Number == number))
        {
            if (field.Wire != WireType.Length)
            {
                yield return (long)field.Value;
                continue;
            }

            foreach (var value in Unpack(field.Content.Span))
                yield return value;
        }
    }

    private static List<long> Unpack(ReadOnlySpan<byte> content)
    {
        var values = new List<long>();
        var reader = new ProtobufReader(content);
        while (reader.Position < content.Length)
            values.Add((long)reader.Varint());
        return values;
    }
}
