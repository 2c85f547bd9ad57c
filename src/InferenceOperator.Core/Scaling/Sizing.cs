namespace InferenceOperator.Core.Scaling;

/// <summary>How many replicas a load needs, by what was learnt of the service.</summary>
internal readonly record struct Sizing
{
    /// <summary>Requests a second that one replica may be given.</summary>
    public double LoadPerReplica { get; init; }

    /// <summary>The greatest load of a replica that was seen to hold, requests a second; 0: none.</summary>
    public double Proven { get; init; }

    /// <summary>The present rate of arrivals.</summary>
    public DemandLevel Level { get; init; }

    /// <summary>The rate expected until new capacity serves.</summary>
    public Forecast Forecast { get; init; }

    /// <summary>Requests expected to wait when capacity that is ordered now serves.</summary>
    public double Backlog { get; init; }

    /// <summary>Requests that wait now, beyond those that are usually in flight.</summary>
    public double Waiting { get; init; }

    /// <summary>What chance in the arrivals makes of <see cref="Replicas"/>, either way.</summary>
    public double Noise => 0.7 * Level.Deviation / LoadPerReplica;

    /// <summary>Replicas needed, a fraction included.</summary>
    public double Replicas { get; init; }

    /// <summary>Time to capacity.</summary>
    public TimeSpan Horizon { get; init; }

    /// <summary>How it comes about, in words.</summary>
    public string Explanation
    {
        get
        {
            var rests = Forecast.Why is { } why && Forecast.Rate > 1.02 * Level.Rate ? $"; {Numbers.Rate(Forecast.Rate)} expected, {why}" : "";
            var waits = Backlog >= 1 ? $"; {Numbers.Count(Backlog)} will wait" : "";
            return $"one replica holds {Numbers.Rate(LoadPerReplica)}{rests}{waits}; {Numbers.Duration(Horizon)} to capacity";
        }
    }
}
