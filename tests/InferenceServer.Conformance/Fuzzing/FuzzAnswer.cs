namespace InferenceServer.Conformance.Fuzzing;

/// <summary>What the server said.</summary>
/// <param name="Status">HTTP's status, or for gRPC its status in place of 200; negative where the connection or stream ended without one.</param>
/// <param name="Body">The body.</param>
internal readonly record struct FuzzAnswer(int Status, byte[] Body)
{
    /// <summary>An answer that does not come in this time is none: the server hangs.</summary>
    public const int PatienceMilliseconds = 30_000;

    /// <summary>The connection ended.</summary>
    public static readonly FuzzAnswer Closed = new(-1, []);

    /// <summary>The stream was reset by the server's own failure.</summary>
    public static readonly FuzzAnswer Failed = new(-2, []);

    /// <summary>The stream was reset for what the request was.</summary>
    public static readonly FuzzAnswer Reset = new(-3, []);
}
