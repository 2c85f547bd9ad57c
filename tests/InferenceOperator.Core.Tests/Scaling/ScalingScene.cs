using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

/// <summary>A model under decision, moved through time in steps of five seconds.</summary>
internal sealed class ScalingScene
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public ScalingPolicy Policy { get; set; } = new()
    {
        MinReplicas = 1, MaxReplicas = 20, Percentile = 95, Target = TimeSpan.FromMilliseconds(80), ScaleDownDelay = TimeSpan.FromMinutes(1),
    };

    public DateTimeOffset Now { get; private set; } = Start;

    public ScalingState State { get; set; } = ScalingState.Empty;

    public int Replicas { get; set; } = 4;

    /// <summary>Replicas that serve; null: all.</summary>
    public int? Ready { get; set; }

    /// <summary>Replicas that have a place; null: all.</summary>
    public int? Placed { get; set; }

    public static MetricReading Fresh(double milliseconds, double rate, int pods) => new()
    {
        LatencySeconds = milliseconds / 1000, Rate = rate, InFlight = 1, SampleAge = TimeSpan.FromSeconds(3), ContributingPods = pods,
    };

    public static MetricReading Quiet(int pods) => Fresh(double.NaN, 0, pods) with { InFlight = 0 };

    public ScalingDecision Decide(MetricReading? reading)
    {
        var decision = ReplicaDecider.Decide(Policy, reading, new(Replicas, Ready ?? Replicas) { Placed = Placed ?? Replicas }, State, Now);
        State = decision.State;
        Replicas = decision.Desired;
        Now += Interval;
        return decision;
    }

    /// <summary>Decides all through a stretch of time; the reading may depend on the replicas.</summary>
    public List<ScalingDecision> Through(TimeSpan time, Func<int, MetricReading?> reading)
    {
        var end = Now + time;
        List<ScalingDecision> decisions = [];
        while (Now <= end)
            decisions.Add(Decide(reading(Replicas)));
        return decisions;
    }

    public void Skip(TimeSpan time) => Now += time;
}
