namespace InferenceOperator.Core.Scaling;

/// <summary>Says what a reading is worth: a chain of rules, the first that speaks decides.</summary>
public static class SignalClassifier
{
    private static readonly Func<Observation, SignalQuality?>[] Rules =
    [
        Unanswered, Nonsense, WithoutSeries, OutOfDate, WithBadRate, Quiet, WithBadLatency, MissingPods, BeyondReplicas,
    ];

    /// <summary>The quality of a reading.</summary>
    /// <param name="reading">The reading; null: none was taken.</param>
    /// <param name="policy">The model's rules; the objective tells the infeasible from the slow.</param>
    /// <param name="replicas">The model's replicas.</param>
    /// <param name="rules">What makes numbers trustworthy; null: the defaults.</param>
    /// <returns>The quality and why.</returns>
    public static SignalQuality Classify(MetricReading? reading, ScalingPolicy policy, ReplicaCounts replicas, SignalRules? rules = null)
    {
        if (reading is null)
            return new(Signal.Absent, "no reading yet");
        var observation = new Observation(reading, policy, replicas, rules ?? SignalRules.Default);
        foreach (var rule in Rules)
        {
            if (rule(observation) is { } quality)
                return quality;
        }

        return new(Signal.Fresh, "");
    }

    private static SignalQuality? Unanswered(Observation seen) => seen.Reading.Error == ReadingError.Unreachable
        ? new(Signal.Unreachable, seen.Reading.ErrorMessage ?? "the metrics source does not answer")
        : null;

    private static SignalQuality? Nonsense(Observation seen) => seen.Reading.Error != ReadingError.None
        ? new(Signal.Invalid, seen.Reading.ErrorMessage ?? "the metrics source answers something that cannot be meant")
        : null;

    private static SignalQuality? WithoutSeries(Observation seen) => seen.Reading is { LatencySeconds: null, Rate: null }
        ? new(Signal.Absent, "no series for this model")
        : null;

    private static SignalQuality? OutOfDate(Observation seen) => seen.Reading.SampleAge is { } age && age > seen.Rules.StaleAfter
        ? new(Signal.Stale, $"the newest sample is {Numbers.Duration(age)} old")
        : null;

    private static SignalQuality? WithBadRate(Observation seen) => seen.Reading switch
    {
        { Rate: { } rate } when !IsMeasure(rate) => new(Signal.Invalid, $"the request rate is {Numbers.Raw(rate)}"),
        { RejectedRate: { } rejected } when !IsMeasure(rejected) => new(Signal.Invalid, $"the rate of rejected requests is {Numbers.Raw(rejected)}"),
        _ => null,
    };

    /// <summary>Nothing arrives; a percentile of nothing is NaN, so it is not looked at. Requests that hang are traffic.</summary>
    private static SignalQuality? Quiet(Observation seen)
    {
        if (seen.Reading.Rate is not 0 || seen.Reading.IsRejecting)
            return null;
        if (seen.Reading.InFlight is { } inFlight && inFlight != 0)
            return new(Signal.Partial, $"no request ends and {Numbers.Raw(inFlight)} are in flight");
        return MissingPods(seen) ?? new(Signal.NoTraffic, "no requests");
    }

    private static SignalQuality? WithBadLatency(Observation seen) => seen.Reading switch
    {
        // What rejects everything has no latency: the rejections speak for themselves.
        { IsRejecting: true, LatencySeconds: null or double.NaN } => null,
        { LatencySeconds: null, LatencyHint: var hint } => new(Signal.Absent, hint is null ? "no latency series for this model" : $"no latency series for this model: {hint}"),
        { LatencySeconds: { } latency } when !IsMeasure(latency) => new(Signal.Invalid, $"the latency is {Numbers.Raw(latency)}"),
        _ => null,
    };

    /// <summary>What is not known of some pods counts as missing: it can only keep replicas, never take one.</summary>
    private static SignalQuality? MissingPods(Observation seen) => seen.Reading switch
    {
        { Incomplete: { } lacks } => new(Signal.Partial, $"the answer is incomplete: {lacks}"),
        { Rate: null } => new(Signal.Partial, "no rate series for this model"),
        { SampleAge: null } => new(Signal.Partial, "the age of the samples is not known"),
        { ContributingPods: null } => new(Signal.Partial, "how many pods contribute is not known"),
        { ContributingPods: { } pods } when pods < Math.Ceiling(seen.Rules.LeastContribution * seen.Replicas.Ready) =>
            new(Signal.Partial, $"samples of {pods} of {seen.Replicas.Ready} ready pods"),
        _ => null,
    };

    /// <summary>Little's law (L = λW): an objective that idle replicas break is not for more of them to mend.</summary>
    private static SignalQuality? BeyondReplicas(Observation seen)
    {
        if (seen.Policy.Target is not { } target || seen.Reading is not { IsRejecting: false, LatencySeconds: { } latency, Rate: { } rate })
            return null;
        var atWork = rate * latency / Math.Max(1, seen.Replicas.Ready);
        return latency > target.TotalSeconds * ProportionalRule.UpperEdge && atWork < seen.Rules.IdleLoadPerReplica
            ? new(Signal.Infeasible, $"{Numbers.Percentile(seen.Policy)} {Numbers.Seconds(latency)} over {Numbers.Duration(target)} on idle replicas "
                + $"at {Numbers.Rate(rate)}: more replicas cannot help")
            : null;
    }

    private static bool IsMeasure(double value) => double.IsFinite(value) && value >= 0;

    private sealed record Observation(MetricReading Reading, ScalingPolicy Policy, ReplicaCounts Replicas, SignalRules Rules);
}
