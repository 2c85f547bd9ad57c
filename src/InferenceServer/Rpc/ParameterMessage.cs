using InferenceServer.Protocol;

namespace InferenceServer.Rpc;

/// <summary>An entry of a <c>parameters</c> map. Those that this server does not act on are ignored, as the protocol asks.</summary>
internal static class ParameterMessage
{
    /// <summary>Whether the entry sets the boolean parameter <paramref name="name"/>.</summary>
    /// <exception cref="ProtocolException">It asks for an extension that cannot be ignored without a wrong answer.</exception>
    public static bool IsSet(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> name, string owner)
    {
        var key = ReadOnlySpan<byte>.Empty;
        var set = false;
        var reader = new ProtobufReader(entry);
        while (reader.Read())
        {
            if (reader.Field == ProtocolFields.Parameter.Key)
                key = reader.Content;
            else if (reader.Field == ProtocolFields.Parameter.EntryValue)
                set = IsTrue(reader.Content);
        }

        if (key.SequenceEqual("classification"u8))
            throw TensorParameters.NoClassification(owner);
        if (key.SequenceEqual("shared_memory_region"u8))
            throw TensorParameters.NoSharedMemory(owner);
        return set && key.SequenceEqual(name);
    }

    private static bool IsTrue(ReadOnlySpan<byte> parameter)
    {
        var value = false;
        var reader = new ProtobufReader(parameter);
        while (reader.Read())
            value = reader is { Field: ProtocolFields.Parameter.BoolParam, Wire: WireType.Varint, Value: not 0 };
        return value;
    }
}
