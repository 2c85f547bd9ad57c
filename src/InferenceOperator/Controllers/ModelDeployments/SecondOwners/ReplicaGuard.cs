using System.Collections.Concurrent;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.SecondOwners;

/// <summary>
/// Watches over the Deployment's replicas: what others write is put back, but not in a hot loop with somebody who does not give in. What it
/// remembers may be lost on a restart: then the contest is noticed anew.
/// </summary>
internal sealed class ReplicaGuard(IEventRecorder recorder, TimeProvider time)
{
    // With it: the second owner was one whose own spec shows it, an autoscaler.
    private readonly ConcurrentDictionary<string, (ReplicaContest Contest, bool Declared)> _contests = new();

    /// <summary>Whether the Deployment is left as it is for now, because somebody else takes its replicas again and again.</summary>
    /// <param name="pass">The pass; gets the second owner, and when to look again.</param>
    /// <param name="desired">The Deployment that would be written.</param>
    /// <returns>True: do not write it.</returns>
    public bool HoldsBack(ReconcilePass pass, V1Deployment desired)
    {
        var (uid, now) = (pass.Model.Metadata.Uid, time.GetUtcNow());
        var declared = pass.SecondOwner is { OfDeployment: true };
        var before = Before(uid, declared);
        var isTaken = IsTaken(pass.Deployment, desired);
        var contest = isTaken ? before.Lost(now) : before.Stands(now);
        if (ReferenceEquals(contest, ReplicaContest.None))
            _contests.TryRemove(uid, out _);
        else
            _contests[uid] = (contest, declared);
        if (isTaken)
            Announce(pass, desired, contest);
        if (!contest.IsContested)
            return false;
        if (contest.LookAgain(now) is { } delay)
            pass.LookAgainAfter(delay);
        pass.SecondOwner ??= isTaken ? ReplicaWriters.Seen(pass, desired.Spec.Replicas ?? 0) : Shown(pass.Model);
        return isTaken && contest.PutBackAt is not null;
    }

    // With the autoscaler the contest with it is gone, too: its last number is put back at once.
    private ReplicaContest Before(string uid, bool declared) =>
        _contests.TryGetValue(uid, out var known) && (declared || !known.Declared) ? known.Contest : ReplicaContest.None;

    // We wrote exactly this, and somebody wrote another number since.
    private static bool IsTaken(V1Deployment? live, V1Deployment desired) =>
        live is { Metadata.DeletionTimestamp: null }
        && live.Spec.Replicas != desired.Spec.Replicas
        && live.GetAnnotation(ChildState.AppliedAnnotation) == desired.GetAnnotation(ChildState.AppliedAnnotation);

    // While our number stands for the moment, the last message stays.
    private static SecondOwner? Shown(ModelDeployment model) =>
        model.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: ConditionTypes.ScalingActive, Reason: ConditionReasons.SecondOwner }) is { } shown
            ? new SecondOwner(true, shown.Message)
            : null;

    private void Announce(ReconcilePass pass, V1Deployment desired, ReplicaContest contest)
    {
        if (contest is not { IsContested: false, IsFirst: true } || ReplicaWriters.Manager(pass.Deployment!) is not { } manager)
            return;
        recorder.Record(pass.Model, EventSeverity.Warning, ConditionReasons.SecondOwner,
            $"{manager} set spec.replicas of Deployment {pass.Key.Name} to {pass.Deployment!.Spec.Replicas}, and the operator puts {desired.Spec.Replicas} back: scale the ModelDeployment instead");
    }
}
