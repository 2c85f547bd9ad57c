using System.Collections.Concurrent;
using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>
/// The scaling part of the status. It is for reading: it is written anew with a decision, or when its numbers moved by more than a tenth and
/// the last writing is 30 s old.
/// </summary>
internal sealed class ScalingReport(TimeProvider time)
{
    private const int HistoryLength = 5;

    /// <summary>The shortest time between two writings of measured numbers.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    // Lost on a restart: then one writing comes early.
    private readonly ConcurrentDictionary<string, DateTimeOffset> _written = new();

    /// <summary>The scaling status to show.</summary>
    /// <param name="uid">UID of the model.</param>
    /// <param name="before">The status so far; null when none.</param>
    /// <param name="scaling">The decision; null while there is none.</param>
    /// <param name="wanted">Replicas wanted now; null when that was not decided.</param>
    /// <returns>The scaling status; null while there is nothing to say.</returns>
    public ScalingStatus? Build(string uid, ModelDeploymentStatus? before, ScalingView? scaling, int? wanted)
    {
        var shown = before?.Scaling;
        if (scaling is null)
            return shown;
        var decided = wanted is { } now && before is { ObservedGeneration: not null } && now != before.DesiredReplicas;
        var measured = Measure(scaling);
        if (shown is not null && !decided && shown.Signal == measured.Signal && !IsDue(uid, shown, measured))
            return shown;
        _written[uid] = time.GetUtcNow();
        measured.LastScaleTime = decided ? Now() : shown?.LastScaleTime;
        measured.History = decided ? Remember(shown?.History, before!.DesiredReplicas, wanted!.Value, scaling.Reason) : shown?.History;
        return measured;
    }

    /// <summary>Forgets a model that is gone.</summary>
    /// <param name="uid">UID of the model.</param>
    public void Forget(string uid) => _written.TryRemove(uid, out _);

    private static ScalingStatus Measure(ScalingView scaling) => new()
    {
        Signal = scaling.Signal,
        ObservedLatency = Numbers.Latency(scaling.LatencySeconds),
        RequestRate = Numbers.Rate(scaling.RequestRate),
        Reason = scaling.Reason,
    };

    private bool IsDue(string uid, ScalingStatus shown, ScalingStatus measured) =>
        (Numbers.Moved(shown.ObservedLatency, measured.ObservedLatency) || Numbers.Moved(shown.RequestRate, measured.RequestRate))
        && !(_written.TryGetValue(uid, out var last) && time.GetUtcNow() - last < RefreshInterval);

    private List<ScalingRecord> Remember(List<ScalingRecord>? history, int from, int to, string reason) =>
        [new ScalingRecord { Time = Now(), From = from, To = to, Reason = reason }, .. (history ?? []).Take(HistoryLength - 1)];

    private DateTime Now() => time.GetUtcNow().UtcDateTime is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) : default;
}
