namespace InferenceServer.Conformance.Onnx;

/// <summary>The server did not do what it was asked.</summary>
/// <param name="status">HTTP's status code, or gRPC's name of its.</param>
/// <param name="message">The server's words.</param>
internal sealed class RefusedException(string status, string message) : Exception(message)
{
    /// <summary>HTTP's status code, or gRPC's name of its.</summary>
    public string Status { get; } = status;
}
