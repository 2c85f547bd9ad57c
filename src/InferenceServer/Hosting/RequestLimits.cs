namespace InferenceServer.Hosting;

/// <summary>What a connection may take before the server gives it up: a caller that is slow or greedy must not take from the others.</summary>
internal sealed record RequestLimits
{
    /// <summary>Time in which a request's headers must have come, from their first byte; also that of a TLS handshake.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may be idle.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes a second that a body must come in with and an answer be taken with, on average after a grace of 5 seconds; 0 for no limit.</summary>
    public int LeastBytesPerSecond { get; init; } = 240;

    /// <summary>Bytes of all headers of a request together.</summary>
    public int HeaderBytes { get; init; } = 32 * 1024;

    /// <summary>Headers of a request.</summary>
    public int HeaderCount { get; init; } = 100;

    /// <summary>Connections at once; further ones are closed. 0 for no limit.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Calls at once on one connection of HTTP/2.</summary>
    public int Streams { get; init; } = 100;
}
