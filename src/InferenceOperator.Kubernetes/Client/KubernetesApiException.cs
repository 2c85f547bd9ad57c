using System.Net;

namespace InferenceOperator.Kubernetes;

/// <summary>The API server refused a request; the message is the server's own.</summary>
public sealed class KubernetesApiException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="reason">The machine-readable reason of the Status object, such as NotFound.</param>
    /// <param name="message">What was asked and the server's message.</param>
    /// <param name="retryAfter">When the server wants to be asked again.</param>
    public KubernetesApiException(HttpStatusCode statusCode, string? reason, string message, TimeSpan? retryAfter = null)
        : base(message)
    {
        StatusCode = statusCode;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Reason of the Status object, such as NotFound, Conflict, Expired; null when the answer was none.</summary>
    public string? Reason { get; }

    /// <summary>The server's Retry-After.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>
    /// True for what may well succeed when asked again at once: 408, 429, 502 to 504, and whatever names a time. A plain 500 may be an admission
    /// webhook that times out for this object alone: it waits for the object's own next try.
    /// </summary>
    public bool IsTransient => RetryAfter is not null || StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
