using System.Collections.Concurrent;

namespace InferenceServer.Tests.Support.Load;

/// <summary>What became of the requests of several callers.</summary>
internal sealed class LoadCounts
{
    private long _answered;
    private long _moved;
    private long _refused;

    /// <summary>Requests answered with 200, or OK.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Requests that were made anew on another connection, as the server said before or while they were sent that it would not take them.</summary>
    public long Moved => Volatile.Read(ref _moved);

    /// <summary>Connections that nobody took: no request was on them.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Why requests failed: another answer, or a connection that broke after they were sent.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    public void Answer() => Interlocked.Increment(ref _answered);

    public void Move() => Interlocked.Increment(ref _moved);

    public void Refuse() => Interlocked.Increment(ref _refused);
}
