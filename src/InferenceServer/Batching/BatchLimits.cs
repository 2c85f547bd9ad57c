namespace InferenceServer.Batching;

/// <summary>How far waiting requests are joined into one run.</summary>
/// <param name="MaxRows">Rows of one run; 1 joins nothing.</param>
/// <param name="Budget">A joined run may be expected to take so long; a single request runs however long it takes.</param>
/// <param name="Window">How long a request waits for others although it could run; zero joins only what waits anyway.</param>
internal sealed record BatchLimits(int MaxRows, TimeSpan Budget, TimeSpan Window)
{
    /// <summary>Bytes of inputs that are copied together for one run.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>What a row may take in a joined run, of its time alone, for joining to pay.</summary>
    private const double WorthIt = 0.95;

    /// <summary>Each request by itself.</summary>
    public static BatchLimits Alone { get; } = new(1, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Rows that the next run may have.</summary>
    /// <param name="alone">Seconds that a row took lately in runs of one request; zero when that is not known.</param>
    /// <param name="joined">Seconds that a row took lately in joined runs; zero likewise.</param>
    /// <param name="explore">Join although it did not pay lately, to see whether it does now.</param>
    public int Rows(double alone, double joined, bool explore)
    {
        // Where rows cost their full time, as on a busy CPU, a batch only delays its first member until its last is done.
        if (!explore && alone > 0 && joined > alone * WorthIt)
            return 1;
        var perRow = joined > 0 ? joined : alone;
        return perRow <= 0 ? MaxRows : (int)Math.Clamp(Budget.TotalSeconds / perRow, 1, MaxRows);
    }
}
