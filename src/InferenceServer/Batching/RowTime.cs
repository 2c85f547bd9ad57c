namespace InferenceServer.Batching;

/// <summary>What a row of a run took lately: an exponentially weighted mean.</summary>
internal sealed class RowTime
{
    // The last ten runs make nine tenths of it.
    private const double Weight = 0.2;

    private const double Outlier = 2;

    private double _seconds;

    /// <summary>Seconds; 0 before the first run.</summary>
    public double Seconds => Volatile.Read(ref _seconds);

    /// <summary>Adds a run.</summary>
    public void Add(TimeSpan duration, long rows)
    {
        var seconds = duration.TotalSeconds / Math.Max(rows, 1);
        var before = Volatile.Read(ref _seconds);
        // A thread that lost its processor for a while says nothing of the model. Runs that end together may lose one another's reading,
        // which the next one makes good.
        Volatile.Write(ref _seconds, before == 0 ? seconds : before + Weight * (Math.Min(seconds, Outlier * before) - before));
    }
}
