using InferenceServer.Protocol;

namespace InferenceServer.Batching;

/// <summary>The header, and gRPC metadata, that names a request's priority.</summary>
internal static class PriorityHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "Inference-Priority";

    /// <summary>The priority of a request.</summary>
    /// <exception cref="ProtocolException">400: another word than high, normal and low.</exception>
    public static RequestPriority Read(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(Name, out var text))
            return RequestPriority.Normal;
        return text.ToString() switch
        {
            "high" => RequestPriority.High,
            "normal" => RequestPriority.Normal,
            "low" => RequestPriority.Low,
            var other => throw ProtocolException.Invalid($"{Name} is '{other}'; write high, normal or low"),
        };
    }
}
