namespace InferenceServer.Metrics;

/// <summary>How a request ended.</summary>
internal enum RequestOutcome
{
    /// <summary>Answered.</summary>
    Ok,

    /// <summary>Refused: the request itself is wrong (4xx).</summary>
    Invalid,

    /// <summary>Refused: the queue is full or the server is not ready (429, 503).</summary>
    Rejected,

    /// <summary>The caller went away.</summary>
    Cancelled,

    /// <summary>The server's own failure (5xx).</summary>
    Error,
}
