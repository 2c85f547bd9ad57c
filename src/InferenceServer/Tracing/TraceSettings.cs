namespace InferenceServer.Tracing;

/// <summary>Where traces go, and of which requests.</summary>
/// <param name="Endpoint">The collector's base address, http or https.</param>
/// <param name="Protocol">How they travel.</param>
/// <param name="Sampling">Which requests are traced.</param>
internal sealed record TraceSettings(Uri Endpoint, OtlpProtocol Protocol, TraceSampling Sampling)
{
    /// <summary>Reads a protocol's name; where there is none, the custom of the endpoint's port decides.</summary>
    /// <exception cref="FormatException">There is no such protocol.</exception>
    public static OtlpProtocol ParseProtocol(string name, Uri endpoint) => name switch
    {
        "" => endpoint.Port == 4318 ? OtlpProtocol.HttpProtobuf : OtlpProtocol.Grpc,
        "grpc" => OtlpProtocol.Grpc,
        "http/protobuf" => OtlpProtocol.HttpProtobuf,
        _ => throw new FormatException("write grpc or http/protobuf"),
    };
}
