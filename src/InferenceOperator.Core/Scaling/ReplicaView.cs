namespace InferenceOperator.Core.Scaling;

/// <summary>Everything the rules of a decision look at, worked out once.</summary>
internal sealed record ReplicaView
{
    /// <summary>How long a step up may hold back the next one: a replica that never comes must not hold it back for ever.</summary>
    private static readonly TimeSpan ArrivalPatience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestEcho = TimeSpan.FromMinutes(10);

    public required ScalingPolicy Policy { get; init; }

    public required SignalQuality Quality { get; init; }

    public required ReplicaCounts Replicas { get; init; }

    public required ScalingState State { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required SignalRules Rules { get; init; }

    /// <summary>The percentile in seconds; 0 where there is none to trust.</summary>
    public double Latency { get; private init; }

    public bool HasLatency { get; private init; }

    /// <summary>Requests a second; 0 where there is none to trust.</summary>
    public double Rate { get; private init; }

    /// <summary>The same over the shortest time that is known.</summary>
    public double RecentRate { get; private init; }

    /// <summary>Mean latency in seconds; null where there is none to trust.</summary>
    public double? MeanLatency { get; private init; }

    /// <summary>Requests in flight; NaN where the number is not known.</summary>
    public double InFlight { get; private init; } = double.NaN;

    /// <summary>The share of requests that were rejected; 0 where it is tolerable or not to be trusted.</summary>
    public double Rejected { get; private init; }

    public int Current => Replicas.Current;

    public int Minimum => Math.Max(0, Policy.MinReplicas);

    public int Maximum => Math.Max(Minimum, Policy.MaxReplicas);

    public int Serving => Math.Min(Replicas.Ready, Replicas.Current);

    /// <summary>
    /// Observed over target; above 1 the objective is broken. Rejected requests are in no latency: they count as the load they are, over what
    /// was let in.
    /// </summary>
    public double Ratio => Math.Max(Latency / Policy.Target!.Value.TotalSeconds, Rejected > 0 ? Math.Max(1 / (1 - Rejected), ProportionalRule.LeastBreach) : 0);

    public double RatePerReplica => Rate / Math.Max(1, Replicas.Ready);

    /// <summary>Every replica is in the readings. With those that just went in them as well, they are too good: enough to learn what breaks.</summary>
    public bool Arrived => Replicas.Ready == Replicas.Current && !JustArrived;

    /// <summary>The readings speak of exactly the replicas that there are.</summary>
    public bool Settled => Arrived && !Recent(State.LastChange);

    /// <summary>The readings speak of exactly the replicas that serve now, whatever else is on its way.</summary>
    public bool Steady => State.ServingSince is { } since && Now - since >= Rules.MeasurementWindow;

    /// <summary>Requests that began on another number of replicas may be among those that ended lately.</summary>
    public bool HoldsEcho => State.ServingSince is not { } since || Now - since < Rules.MeasurementWindow + TimeSpan.FromSeconds(Math.Min(Latency, LongestEcho.TotalSeconds));

    /// <summary>The last step up is not in the numbers yet. An overloaded replica that flaps without such a step holds nothing back.</summary>
    public bool StepUnderWay =>
        State.LastScaleUp is { } up && Now - up < ArrivalPatience && (Replicas.Ready < Replicas.Current || JustArrived || Now - up < Rules.MeasurementWindow);

    /// <summary>Every replica that has a place serves, and the others have none: none is on its way.</summary>
    public bool ShortOfPlaces => Replicas.Placed < Replicas.Current && Replicas.Placed > 0 && Replicas.Ready == Replicas.Placed;

    public string Arriving => Replicas.Ready < Replicas.Current
        ? $"{Replicas.Current - Replicas.Ready} on their way"
        : "the newest replicas are not yet in the numbers";

    public string Measured => Rejected > 0 ? $"{Numbers.Share(Rejected)} of requests rejected; {OfLatency}" : OfLatency;

    private string OfLatency => HasLatency
        ? $"{Numbers.Percentile(Policy)} {Numbers.Seconds(Latency)} {(Latency > Policy.Target!.Value.TotalSeconds ? "over" : "within")} {Numbers.Duration(Policy.Target!.Value)} at {Numbers.Rate(Rate)}"
        : $"no latency to go by at {Numbers.Rate(Rate)}";

    private bool JustArrived => Recent(State.LastUnready);

    private bool Recent(DateTimeOffset? time) => time is { } at && Now - at < Rules.MeasurementWindow;

    /// <summary>Numbers out of a bad reading never reach a rule: they are zero wherever the signal says hold.</summary>
    public static ReplicaView Of(
        ScalingPolicy policy, MetricReading? reading, SignalQuality quality, ReplicaCounts replicas, ScalingState state, DateTimeOffset now, SignalRules rules)
    {
        var latency = Trusted(quality, reading?.LatencySeconds);
        return new()
        {
            Policy = policy,
            Quality = quality,
            Replicas = replicas,
            Rules = rules,
            Now = now,
            State = StateKeeper.Carried(state, reading, quality, replicas, now, rules),
            Latency = latency ?? 0,
            HasLatency = latency is not null,
            MeanLatency = Trusted(quality, reading?.MeanLatencySeconds),
            InFlight = (quality.Signal == Signal.NoTraffic ? reading?.InFlight : Trusted(quality, reading?.InFlight)) ?? double.NaN,
            Rate = Trusted(quality, reading?.Rate) ?? 0,
            RecentRate = Trusted(quality, reading?.RecentRate) ?? Trusted(quality, reading?.Rate) ?? 0,
            Rejected = quality.MayGoUp && reading is { IsRejecting: true } ? reading.RejectedShare : 0,
        };
    }

    private static double? Trusted(SignalQuality quality, double? value) =>
        quality.MayGoUp && value is { } number && double.IsFinite(number) && number >= 0 ? number : null;
}
