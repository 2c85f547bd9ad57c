using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Benchmarks.Cluster.Passes;

/// <summary>What the decision knows after a day of deciding: a fit of the service, six hours of load in bins of ten seconds, two weeks in bins of five minutes, periods in both.</summary>
internal static class LearntState
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Observed = TimeSpan.FromHours(6);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(14);

    /// <summary>Decides every five seconds for six hours before a moment, on top of two weeks of history.</summary>
    /// <param name="policy">The model's rules.</param>
    /// <param name="wave">Its load.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The last decision.</returns>
    public static ScalingDecision Until(ScalingPolicy policy, LoadWave wave, DateTimeOffset now)
    {
        var past = LoadHistory.Coarse;
        for (var at = now - Remembered; at < now - Observed; at += past.Bin)
            past = past.Add(at, wave.Rate(at) * (1 + (0.3 * Math.Sin(2 * Math.PI * at.TimeOfDay.TotalDays))));
        var decision = new ScalingDecision(LoadWave.Replicas, null, null, "", ScalingState.Empty with { PastLoad = past });
        for (var at = now - Observed; at < now; at += Interval)
            decision = ReplicaDecider.Decide(policy, Reading(wave.Rate(at)), new ReplicaCounts(LoadWave.Replicas, LoadWave.Replicas), decision.State, at);
        return decision with { Desired = LoadWave.Replicas };
    }

    private static MetricReading Reading(double rate) => new()
    {
        LatencySeconds = LoadWave.Percentile95(rate),
        MeanLatencySeconds = LoadWave.MeanLatency(rate),
        Rate = rate,
        RecentRate = rate,
        RejectedRate = 0,
        InFlight = rate * LoadWave.MeanLatency(rate),
        SampleAge = TimeSpan.FromSeconds(1),
        ContributingPods = LoadWave.Replicas,
    };
}
