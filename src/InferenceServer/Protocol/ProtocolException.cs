namespace InferenceServer.Protocol;

/// <summary>A request that is answered with an error: HTTP status and a message for its sender.</summary>
internal sealed class ProtocolException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status code.</summary>
    public int Status { get; } = status;

    /// <summary>400: the request is wrong; the message says what was expected.</summary>
    public static ProtocolException Invalid(string message) => new(StatusCodes.Status400BadRequest, message);
}
