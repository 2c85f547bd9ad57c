namespace InferenceOperator.Core.Simulation;

/// <summary>What became of the requests: the counters that a server shows, and the truth by arrival time that nobody sees while it goes on.</summary>
internal sealed class RequestLedger : IRequestListener
{
    /// <summary>Width of the slices in which violations are looked for, seconds.</summary>
    public const double SliceSeconds = 10;

    private const double FirstBound = 0.02;
    private const double Growth = 1.25;
    private const int Bounds = 36;
    private readonly double _target;
    private readonly double _countFrom;
    private readonly int[] _arrivedBySlice;
    private readonly int[] _withinBySlice;

    /// <summary>Starts empty.</summary>
    /// <param name="target">Latency objective, seconds.</param>
    /// <param name="duration">Length of the trace, seconds.</param>
    /// <param name="countFrom">Requests that arrive earlier are not in <see cref="Share"/>, seconds.</param>
    public RequestLedger(double target, double duration, double countFrom)
    {
        _target = target;
        _countFrom = countFrom;
        BucketBounds = [.. Enumerable.Range(0, Bounds).Select(index => target * FirstBound * Math.Pow(Growth, index)), double.PositiveInfinity];
        Buckets = new long[BucketBounds.Length];
        var slices = (int)(duration / SliceSeconds) + 1;
        (_arrivedBySlice, _withinBySlice) = (new int[slices], new int[slices]);
    }

    /// <summary>Upper bounds of the latency histogram, seconds.</summary>
    public double[] BucketBounds { get; }

    /// <summary>Ended requests by bucket, not cumulative.</summary>
    public long[] Buckets { get; }

    /// <summary>Requests that ended.</summary>
    public long Completed { get; private set; }

    /// <summary>Sum of their latencies, seconds.</summary>
    public double LatencySum { get; private set; }

    /// <summary>Share of the counted requests that were answered within the objective, 0 to 1.</summary>
    public double Share
    {
        get
        {
            var from = (int)(_countFrom / SliceSeconds);
            long arrived = _arrivedBySlice.Skip(from).Sum();
            return arrived == 0 ? 1 : (double)_withinBySlice.Skip(from).Sum() / arrived;
        }
    }

    /// <inheritdoc/>
    public void Ended(double arrived, double ended)
    {
        var latency = ended - arrived;
        Completed++;
        LatencySum += latency;
        Buckets[BucketOf(latency)]++;
        var slice = (int)(arrived / SliceSeconds);
        _arrivedBySlice[slice]++;
        if (latency <= _target)
            _withinBySlice[slice]++;
    }

    /// <summary>The longest run of slices in which fewer requests were within the objective than it asks for.</summary>
    /// <param name="percentile">The objective's percentile.</param>
    /// <returns>Seconds.</returns>
    public double LongestViolation(double percentile)
    {
        var (longest, run) = (0, 0);
        for (var slice = 0; slice < _arrivedBySlice.Length; slice++)
        {
            run = _withinBySlice[slice] < _arrivedBySlice[slice] * percentile / 100 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest * SliceSeconds;
    }

    /// <summary>Shares by slice, for plots; 1 where nothing arrived.</summary>
    public IEnumerable<double> SharesBySlice() => _arrivedBySlice.Zip(_withinBySlice, (arrived, within) => arrived == 0 ? 1 : (double)within / arrived);

    /// <summary>Requests a second by slice, for plots.</summary>
    public IEnumerable<double> RatesBySlice() => _arrivedBySlice.Select(arrived => arrived / SliceSeconds);

    private int BucketOf(double latency)
    {
        var index = latency <= BucketBounds[0] ? 0 : (int)Math.Ceiling(Math.Log(latency / BucketBounds[0]) / Math.Log(Growth) - 1e-9);
        return Math.Min(index, BucketBounds.Length - 1);
    }
}
