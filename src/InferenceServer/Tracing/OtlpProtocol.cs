namespace InferenceServer.Tracing;

/// <summary>How traces travel to their collector.</summary>
internal enum OtlpProtocol
{
    /// <summary>gRPC, by custom on port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP, by custom on port 4318.</summary>
    HttpProtobuf,
}
