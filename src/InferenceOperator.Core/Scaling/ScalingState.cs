using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>
/// What one decision hands to the next. It may be lost: then nothing goes down before the delay has been observed anew.
/// </summary>
public sealed record ScalingState
{
    /// <summary>Nothing known.</summary>
    public static ScalingState Empty { get; } = new();

    /// <summary>What an earlier process learnt of the service.</summary>
    /// <param name="fit">The fit; null: none.</param>
    /// <param name="startup">Time from order to readiness; null: not seen.</param>
    /// <param name="target">The objective; null: none.</param>
    /// <returns>The state.</returns>
    public static ScalingState Learnt(ServiceFit? fit, TimeSpan? startup, TimeSpan? target)
    {
        if (fit is null || target is not { } objective || objective <= TimeSpan.Zero)
            return Empty with { Startup = startup };
        var evidence = ServiceEvidence.Of(fit, objective.TotalSeconds);
        return Empty with { Startup = startup, Evidence = evidence, Service = ServiceFitter.Fit(evidence, objective.TotalSeconds) };
    }

    /// <summary>Since when, without a gap, one replica fewer would have done by the measured latency alone; null: it would not do now.</summary>
    public DateTimeOffset? FewerSince { get; init; }

    /// <summary>The replicas with which one fewer is being tried; null: none is.</summary>
    public int? Trial { get; init; }

    /// <summary>Load of a replica, requests a second, at which one fewer was tried and did not do; null: none did not.</summary>
    public double? FailedLoad { get; init; }

    /// <summary>When that was; null: never.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Since when, without a gap, nothing has arrived; null: something does, or it is not known.</summary>
    public DateTimeOffset? QuietSince { get; init; }

    /// <summary>Since when the latency has been over the objective's tolerance; null: it is not.</summary>
    public DateTimeOffset? BrokenSince { get; init; }

    /// <summary>
    /// By how much and for how long the objective has been missed lately on just these replicas, seconds: the time at e times the objective, and
    /// what was better counts against it.
    /// </summary>
    public double Missed { get; init; }

    /// <summary>Since when the replicas that serve cannot do more; null: they can.</summary>
    public DateTimeOffset? SaturatedSince { get; init; }

    /// <summary>Since when more requests than usual have been in flight, with gaps of less than a measurement window; null: they are not.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>When more requests than usual were last in flight; null: not seen.</summary>
    public DateTimeOffset? LastWaiting { get; init; }

    /// <summary>When replicas last went up; null: not seen.</summary>
    public DateTimeOffset? LastScaleUp { get; init; }

    /// <summary>When the replicas last changed.</summary>
    public DateTimeOffset? LastChange { get; init; }

    /// <summary>When replicas were last seen on their way: readings settle a measurement window later.</summary>
    public DateTimeOffset? LastUnready { get; init; }

    /// <summary>Replicas that served at the last decision.</summary>
    public int Serving { get; init; }

    /// <summary>When more began to serve than before; null: not seen.</summary>
    public DateTimeOffset? GrownAt { get; init; }

    /// <summary>Since when just as many serve; null: not known.</summary>
    public DateTimeOffset? ServingSince { get; init; }

    /// <summary>When the last decision was taken: after a gap, the delay is observed anew.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What replicas were seen to do.</summary>
    public ServiceEvidence Evidence { get; init; } = ServiceEvidence.None;

    /// <summary>The percentile that <see cref="Evidence"/> is about; null: nothing was seen.</summary>
    public int? Percentile { get; init; }

    /// <summary>What was learnt of the service; null: too little yet.</summary>
    public ServiceFit? Service { get; init; }

    /// <summary>Time from ordering a replica to its being ready, as measured; null: not seen yet.</summary>
    public TimeSpan? Startup { get; init; }

    /// <summary>Orders of replicas that have not all come, oldest first.</summary>
    public ImmutableArray<ReplicaOrder> Orders { get; init; } = [];

    /// <summary>What arrived in the last minutes, oldest first.</summary>
    public ImmutableArray<DemandSample> Demand { get; init; } = [];

    /// <summary>The load of the last hours.</summary>
    public LoadHistory RecentLoad { get; init; } = LoadHistory.Fine;

    /// <summary>The load of the last weeks.</summary>
    public LoadHistory PastLoad { get; init; } = LoadHistory.Coarse;

    /// <summary>The periods found in them.</summary>
    public LoadPeriods Periods { get; init; } = LoadPeriods.None;

    /// <summary>Replicas needed at times within the delay, each more than all later ones, oldest first.</summary>
    public ImmutableArray<NeedSample> Needs { get; init; } = [];

    /// <summary>Since when <see cref="Needs"/> is without a gap; null: it is empty.</summary>
    public DateTimeOffset? NeedsSince { get; init; }

    /// <summary>The front's count that was last taken in; null: none yet.</summary>
    public long? FrontRequests { get; init; }

    /// <summary>The last changes, newest first, at most five.</summary>
    public IReadOnlyList<ScalingRecord> History { get; init; } = [];
}
