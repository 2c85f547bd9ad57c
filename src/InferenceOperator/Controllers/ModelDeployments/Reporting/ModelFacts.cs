using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>What the conditions of a model are made of.</summary>
internal sealed record ModelFacts
{
    /// <summary>The spec.</summary>
    public required ModelDeploymentSpec Spec { get; init; }

    /// <summary>Why the operator cannot go on; null when it can.</summary>
    public Stall? Stall { get; init; }

    /// <summary>Replicas wanted.</summary>
    public int Wanted { get; init; }

    /// <summary>Replicas the Deployment is set to.</summary>
    public int Allowed { get; init; }

    /// <summary>Replicas that serve.</summary>
    public int Ready { get; init; }

    /// <summary>Pods bound to a node.</summary>
    public int Bound { get; init; }

    /// <summary>Pods are being replaced.</summary>
    public bool RollingOut { get; init; }

    /// <summary>How, or what it waits for, in words; null: not known.</summary>
    public string? RolloutHow { get; init; }

    /// <summary>GPUs of one replica.</summary>
    public int GpusPerReplica { get; init; }

    /// <summary>What the plan says; null while it says nothing.</summary>
    public AdmissionView? Admission { get; init; }

    /// <summary>What keeps pods from serving; null when nothing does.</summary>
    public PodProblem? Problem { get; init; }

    /// <summary>The scaling status as shown; null when there is none.</summary>
    public ScalingStatus? Scaling { get; init; }

    /// <summary>The scaling signal can be scaled by; null while there is no decision.</summary>
    public bool? SignalUsable { get; init; }

    /// <summary>The latency objective is met; null: not known.</summary>
    public bool? ObjectiveMet { get; init; }

    /// <summary>More requests are rejected than a healthy model rejects.</summary>
    public bool Rejecting { get; init; }

    /// <summary>Who else writes the number of replicas; null: nobody that is known of.</summary>
    public SecondOwner? SecondOwner { get; init; }

    /// <summary>The model's front counts requests in its annotation.</summary>
    public bool FrontCounts { get; init; }

    /// <summary>What is wrong with that annotation and what to write; null when nothing is.</summary>
    public string? FrontProblem { get; init; }

    /// <summary>Queries of the model's own tell of requests, also while no replica runs.</summary>
    public bool FrontQueries { get; init; }

    /// <summary>Which series of the model are looked for, and where to check; null when that is not known.</summary>
    public string? LookedFor { get; init; }

    /// <summary>The autoscaler wants no replica: nobody asks.</summary>
    public bool AtZero => Wanted == 0 && Spec is { Suspend: false, Scaling.Mode: ScalingModes.Slo } && Stall is null;

    /// <summary>
    /// Fewest replicas that make the model Ready: the owner's minimum, not what the autoscaler wants on top. Where the minimum is zero and
    /// replicas are wanted, one must serve.
    /// </summary>
    public int Floor => Spec.Scaling.Mode == ScalingModes.Slo ? Math.Min(Math.Max(1, Spec.Scaling.MinReplicas), Wanted) : Wanted;

    /// <summary>What the plan or the scheduler waits for; null when every wanted replica has a place.</summary>
    public PodProblem? Waiting => this switch
    {
        { Admission: { WaitingFor: { } text } admission } when Allowed < Wanted => new PodProblem(admission.Reason ?? ConditionReasons.WaitingForGpus, text),
        { Problem: { Reason: ConditionReasons.Unschedulable or ConditionReasons.PodsRefused } problem } => problem,
        _ when Allowed < Wanted => new PodProblem(ConditionReasons.WaitingForGpus, $"{Allowed} of {Wanted} replicas have a place; the capacity plan is not ready"),
        _ => null,
    };
}
