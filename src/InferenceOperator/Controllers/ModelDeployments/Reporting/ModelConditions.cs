using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>The conditions of a model: one small function each, facts in, condition out.</summary>
internal static class ModelConditions
{
    /// <summary>All conditions, in the order shown.</summary>
    /// <param name="facts">The facts.</param>
    /// <returns>The conditions.</returns>
    public static IReadOnlyList<ConditionFact> All(ModelFacts facts) =>
        [Ready(facts), Reconciling(facts), Stalled(facts), Scheduled(facts), ModelReady(facts), ScalingActive(facts), ObjectiveMet(facts)];

    /// <summary>Whether the model serves as its owner asked: at least the floor of replicas, none of an older template.</summary>
    public static ConditionFact Ready(ModelFacts facts) => facts switch
    {
        { Stall: { } stall } => ConditionFact.False(ConditionTypes.Ready, stall.Reason, stall.Message),
        { Spec.Suspend: true } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Suspended, "spec.suspend is true: no replica runs"),
        _ when facts.Ready >= facts.Floor && !facts.RollingOut => ConditionFact.True(ConditionTypes.Ready, ConditionReasons.Available, Serving(facts)),
        { Problem: { } problem } => ConditionFact.False(ConditionTypes.Ready, problem.Reason, problem.Message),
        { Waiting: { } waiting } when facts.Ready < facts.Floor => ConditionFact.False(ConditionTypes.Ready, waiting.Reason, waiting.Message),
        { RollingOut: true } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Progressing, $"a change is being rolled out; {Serving(facts)}"),
        _ => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Progressing, Serving(facts)),
    };

    /// <summary>Whether the operator is still on its way to the spec.</summary>
    public static ConditionFact Reconciling(ModelFacts facts) => Ready(facts) switch
    {
        { Holds: true } or { Reason: ConditionReasons.Suspended } => ConditionFact.False(ConditionTypes.Reconciling, ConditionReasons.Available, "nothing is left to do"),
        _ when facts.Stall is not null => ConditionFact.False(ConditionTypes.Reconciling, facts.Stall.Reason, "see condition Stalled"),
        var ready => ConditionFact.True(ConditionTypes.Reconciling, ready.Reason, ready.Message),
    };

    /// <summary>Whether only a change from outside can help.</summary>
    public static ConditionFact Stalled(ModelFacts facts) => facts.Stall is { } stall
        ? ConditionFact.True(ConditionTypes.Stalled, stall.Reason, stall.Message)
        : ConditionFact.False(ConditionTypes.Stalled, ConditionReasons.Progressing, "nothing is in the way");

    /// <summary>Whether every wanted replica has a place.</summary>
    public static ConditionFact Scheduled(ModelFacts facts) => facts switch
    {
        { Stall: { } stall } => ConditionFact.Unknown(ConditionTypes.Scheduled, stall.Reason, "see condition Stalled"),
        { Waiting: { } waiting } => ConditionFact.False(ConditionTypes.Scheduled, waiting.Reason, waiting.Message),
        _ when facts.Bound >= facts.Wanted => ConditionFact.True(ConditionTypes.Scheduled, ConditionReasons.Available, Bound(facts)),
        _ => ConditionFact.False(ConditionTypes.Scheduled, ConditionReasons.Progressing, Bound(facts)),
    };

    /// <summary>Whether at least one replica serves.</summary>
    public static ConditionFact ModelReady(ModelFacts facts) => facts.Ready > 0
        ? ConditionFact.True(ConditionTypes.ModelReady, ConditionReasons.Available, Serving(facts))
        : ConditionFact.False(ConditionTypes.ModelReady, facts.Problem?.Reason ?? ConditionReasons.Progressing, facts.Problem?.Message ?? Serving(facts));

    /// <summary>Whether the autoscaler has a signal that it can act on.</summary>
    public static ConditionFact ScalingActive(ModelFacts facts) => facts switch
    {
        { Spec.Scaling.Mode: not ScalingModes.Slo } => ConditionFact.False(ConditionTypes.ScalingActive, ConditionReasons.ScalingDisabled, $"spec.scaling.mode is {facts.Spec.Scaling.Mode}: spec.replicas is what runs"),
        { Spec.Suspend: true } => ConditionFact.False(ConditionTypes.ScalingActive, ConditionReasons.Suspended, "spec.suspend is true"),
        { SignalUsable: null } or { Scaling: null } => ConditionFact.Unknown(ConditionTypes.ScalingActive, ConditionReasons.NoDecisionYet, "no signal has been read yet"),
        { SignalUsable: true } => ConditionFact.True(ConditionTypes.ScalingActive, facts.Scaling.Signal ?? ConditionReasons.Available, facts.Scaling.Reason ?? ""),
        _ => ConditionFact.False(ConditionTypes.ScalingActive, facts.Scaling.Signal ?? ConditionReasons.NoDecisionYet, facts.Scaling.Reason ?? ""),
    };

    /// <summary>Whether the latency objective is met: the scaling decision's judgement, with the numbers shown in status.</summary>
    public static ConditionFact ObjectiveMet(ModelFacts facts) => facts switch
    {
        { Spec.Scaling.Latency: null } => ConditionFact.Unknown(ConditionTypes.ObjectiveMet, ConditionReasons.NoObjective, "spec.scaling.latency is not set"),
        { Spec.Scaling.Mode: not ScalingModes.Slo } => ConditionFact.Unknown(ConditionTypes.ObjectiveMet, ConditionReasons.ScalingDisabled, $"spec.scaling.mode is {facts.Spec.Scaling.Mode}: latency is not watched"),
        { ObjectiveMet: true } => ConditionFact.True(ConditionTypes.ObjectiveMet, ConditionReasons.WithinObjective, Measured(facts)),
        { ObjectiveMet: false, Scaling.Signal: nameof(Core.Scaling.Signal.Infeasible) } => ConditionFact.False(ConditionTypes.ObjectiveMet, facts.Scaling.Signal, Measured(facts)),
        { ObjectiveMet: false } => ConditionFact.False(ConditionTypes.ObjectiveMet, ConditionReasons.AboveObjective, Measured(facts)),
        _ => ConditionFact.Unknown(ConditionTypes.ObjectiveMet, facts.Scaling?.Signal ?? ConditionReasons.NoDecisionYet, "latency is not measured"),
    };

    private static string Measured(ModelFacts facts)
    {
        var objective = facts.Spec.Scaling.Latency!;
        var rejecting = facts.Rejecting ? "requests are rejected because the queue is full; " : "";
        return facts.Scaling?.ObservedLatency is { } latency
            ? $"{rejecting}p{objective.Percentile} is {latency} and the target {objective.Target}, at {facts.Scaling.RequestRate ?? "?"} req/s"
            : facts.Rejecting ? $"{rejecting}none is left to measure against the target {objective.Target}" : $"no requests to measure against the target {objective.Target}";
    }

    private static string Serving(ModelFacts facts) => $"{facts.Ready} of {facts.Wanted} replicas serve";

    private static string Bound(ModelFacts facts) => facts.GpusPerReplica == 0
        ? $"{facts.Bound} of {facts.Wanted} replicas are placed"
        : $"{facts.Bound} of {facts.Wanted} replicas are placed, with {facts.GpusPerReplica} GPUs each";
}
