using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Simulation;

/// <summary>The operator's own decision, unchanged, on what its metrics would show.</summary>
/// <param name="setting">The case.</param>
/// <param name="policy">The model's rules; null: the objective of the case and the defaults.</param>
/// <param name="learnt">What an earlier process learnt; null: nothing.</param>
/// <param name="distort">Makes of a reading at a time, in seconds, what a broken source would show; null: readings are right.</param>
public sealed class OperatorRule(
    SimulationSetting setting, ScalingPolicy? policy = null, ScalingState? learnt = null, Func<double, MetricReading, MetricReading?>? distort = null) : IExplainedRule
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private readonly SignalRules _rules = new() { Interval = TimeSpan.FromSeconds(5), StaleAfter = 3 * TimeSpan.FromSeconds(setting.ScrapeSeconds), RecentWindow = TimeSpan.FromSeconds(2 * setting.ScrapeSeconds) };
    private readonly ScalingPolicy _policy = policy ?? new ScalingPolicy
    {
        MinReplicas = setting.MinReplicas, MaxReplicas = setting.MaxReplicas, Percentile = (int)setting.Percentile, Target = TimeSpan.FromSeconds(setting.TargetSeconds),
    };

    /// <summary>What it knows.</summary>
    public ScalingState State { get; private set; } = learnt ?? ScalingState.Empty;

    /// <inheritdoc/>
    public string Name => "operator";

    /// <inheritdoc/>
    public double PeriodSeconds => _rules.Interval.TotalSeconds;

    /// <inheritdoc/>
    public string? Reason { get; private set; }

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        var window = _rules.MeasurementWindow.TotalSeconds;
        var measured = new MetricReading
        {
            LatencySeconds = seen.Latency(window),
            MeanLatencySeconds = seen.MeanLatency(window),
            Rate = seen.CompletionRate(window),
            RecentRate = seen.CompletionRate(_rules.RecentWindow.TotalSeconds),
            InFlight = seen.InFlight,
            SampleAge = TimeSpan.FromSeconds(seen.SampleAge),
            ContributingPods = seen.Ready,
        };
        var reading = distort is null ? measured : distort(seen.Now, measured);
        var decision = ReplicaDecider.Decide(_policy, reading, new(seen.Replicas, seen.Ready), State, Start + TimeSpan.FromSeconds(seen.Now), _rules);
        (State, Reason) = (decision.State, decision.Reason);
        return decision.Desired;
    }
}
