namespace InferenceServer.Batching;

/// <summary>How far waiting requests are joined into one run.</summary>
/// <param name="MaxRows">Rows of one run; 1 joins nothing.</param>
/// <param name="Budget">A joined run may be expected to take so long; a single request runs however long it takes.</param>
/// <param name="Window">How long a request waits for others although it could run; zero joins only what waits anyway.</param>
internal sealed record BatchLimits(int MaxRows, TimeSpan Budget, TimeSpan Window)
{
    /// <summary>Bytes of inputs that are copied together for one run.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Each request by itself.</summary>
    public static BatchLimits Alone { get; } = new(1, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Rows that the next run may have.</summary>
    /// <param name="secondsPerRow">What a row took lately; zero when that is not known.</param>
    public int Rows(double secondsPerRow)
    {
        // Where rows cost their full time, as on a busy CPU, a batch only delays its first member until its last is done.
        if (secondsPerRow <= 0)
            return MaxRows;
        return (int)Math.Clamp(Budget.TotalSeconds / secondsPerRow, 1, MaxRows);
    }
}
