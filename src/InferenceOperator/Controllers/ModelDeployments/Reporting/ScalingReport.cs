using System.Collections.Concurrent;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>
/// The scaling part of the status. It is for reading: it is written anew with a decision, or when its numbers moved by more than a tenth and
/// the last writing is 30 s old.
/// </summary>
internal sealed class ScalingReport(TimeProvider time)
{
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
        var measured = Measure(scaling, shown);
        if (shown is not null && !IsDecision(before!, shown, scaling, wanted) && shown.Signal == measured.Signal && !IsDue(uid, shown, measured))
            return shown;
        _written[uid] = time.GetUtcNow();
        return measured;
    }

    /// <summary>Forgets a model that is gone.</summary>
    /// <param name="uid">UID of the model.</param>
    public void Forget(string uid) => _written.TryRemove(uid, out _);

    private static ScalingStatus Measure(ScalingView scaling, ScalingStatus? shown)
    {
        var history = scaling.History.Count > 0 ? scaling.History.ToList() : shown?.History;
        return new ScalingStatus
        {
            Signal = scaling.Signal,
            ObservedLatency = Numbers.Latency(scaling.LatencySeconds),
            RequestRate = Numbers.Rate(scaling.RequestRate),
            // What an earlier decision took in, or what was learnt before a restart, is not lost while nothing newer is known.
            FrontRequests = scaling.FrontRequests ?? shown?.FrontRequests,
            Service = ServiceReport.Show(scaling.Service) ?? shown?.Service,
            Reason = scaling.Reason,
            LastScaleTime = history?.FirstOrDefault()?.Time ?? shown?.LastScaleTime,
            History = history,
        };
    }

    // New numbers of replicas, a new entry of the history, another judgement of the objective: told at once.
    private static bool IsDecision(ModelDeploymentStatus before, ScalingStatus shown, ScalingView scaling, int? wanted) =>
        (wanted is { } now && now != before.DesiredReplicas)
        || (scaling.History.Count > 0 && scaling.History[0].Time != shown.History?.FirstOrDefault()?.Time)
        // No replica: the next count that differs wakes one, so the one taken in must be known after a restart.
        || (scaling.Desired == 0 && scaling.FrontRequests is not null && scaling.FrontRequests != shown.FrontRequests)
        // Without a replica nothing is judged.
        || (scaling.Desired > 0 && Judgement(scaling.ObjectiveMet) != ConditionList.Find(before.Conditions, ConditionTypes.ObjectiveMet)?.Status);

    private static string Judgement(bool? met) => met switch
    {
        true => "True",
        false => "False",
        null => "Unknown",
    };

    private bool IsDue(string uid, ScalingStatus shown, ScalingStatus measured) =>
        (Numbers.Moved(shown.ObservedLatency, measured.ObservedLatency) || Numbers.Moved(shown.RequestRate, measured.RequestRate) || ServiceReport.Moved(shown.Service, measured.Service))
        && !(_written.TryGetValue(uid, out var last) && time.GetUtcNow() - last < RefreshInterval);
}
