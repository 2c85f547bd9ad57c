using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>
/// The conditions of a model's autoscaler. ScalingActive is False when it can do nothing, and its reason names what is in the way also where it
/// goes on; messages end with the decision's own sentence.
/// </summary>
internal static class ScalingConditions
{
    private const string Type = ConditionTypes.ScalingActive;

    /// <summary>Whether the autoscaler can act.</summary>
    public static ConditionFact Active(ModelFacts facts)
    {
        var fact = Judge(facts);
        return facts.FrontProblem is { } problem && facts.Spec.Scaling.Mode == ScalingModes.Slo ? fact with { Message = $"{fact.Message}; {problem}" } : fact;
    }

    /// <summary>Whether the latency objective is met: the scaling decision's judgement, with the numbers shown in status.</summary>
    public static ConditionFact ObjectiveMet(ModelFacts facts) => facts switch
    {
        { Spec.Scaling.Latency: null } => ConditionFact.Unknown(ConditionTypes.ObjectiveMet, ConditionReasons.NoObjective, "spec.scaling.latency is not set"),
        { Spec.Scaling.Mode: not ScalingModes.Slo } => ConditionFact.Unknown(ConditionTypes.ObjectiveMet, ConditionReasons.ScalingDisabled, $"spec.scaling.mode is {facts.Spec.Scaling.Mode}: latency is not watched"),
        { AtZero: true } when AtZero(facts) is { Holds: true } zero => ConditionFact.True(ConditionTypes.ObjectiveMet, zero.Reason, "no requests to measure: no replica runs"),
        { ObjectiveMet: true } => ConditionFact.True(ConditionTypes.ObjectiveMet, ConditionReasons.WithinObjective, Measured(facts)),
        { ObjectiveMet: false, Scaling.Signal: ConditionReasons.Infeasible } => ConditionFact.False(ConditionTypes.ObjectiveMet, ConditionReasons.Infeasible, $"{Measured(facts)}; {Feasible}"),
        { ObjectiveMet: false } => ConditionFact.False(ConditionTypes.ObjectiveMet, ConditionReasons.AboveObjective, Measured(facts)),
        _ => ConditionFact.Unknown(ConditionTypes.ObjectiveMet, facts.Scaling?.Signal ?? ConditionReasons.NoDecisionYet, "latency is not measured"),
    };

    private const string Feasible = "raise spec.scaling.latency.target, or use a faster GPU or model";

    private static ConditionFact Judge(ModelFacts facts) => facts switch
    {
        { SecondOwner: { OfDeployment: true } second } => ConditionFact.False(Type, ConditionReasons.SecondOwner, second.Message),
        { Spec.Scaling.Mode: not ScalingModes.Slo } => ConditionFact.False(Type, ConditionReasons.ScalingDisabled, $"spec.scaling.mode is {facts.Spec.Scaling.Mode}: spec.replicas is what runs"),
        { Spec.Suspend: true } => ConditionFact.False(Type, ConditionReasons.Suspended, "spec.suspend is true"),
        { SecondOwner: { } second } => new ConditionFact(Type, facts.SignalUsable switch { true => "True", false => "False", null => "Unknown" }, ConditionReasons.SecondOwner, $"{second.Message}; {Why(facts)}"),
        { SignalUsable: null } or { Scaling: null } => ConditionFact.Unknown(Type, ConditionReasons.NoDecisionYet, "no signal has been read yet"),
        { AtZero: true } => AtZero(facts),
        { SignalUsable: false } => ConditionFact.False(Type, facts.Scaling.Signal ?? ConditionReasons.NoDecisionYet, Unusable(facts)),
        { Admission: { WaitingFor: { } text, Reason: { } reason } } when facts.Allowed < facts.Wanted => ConditionFact.True(Type, reason, $"{text}; {Why(facts)}"),
        { ObjectiveMet: false } when facts.Wanted >= facts.Spec.Scaling.MaxReplicas => ConditionFact.True(Type, ConditionReasons.AtMaxReplicas,
            $"{Measured(facts)}; spec.scaling.maxReplicas {facts.Spec.Scaling.MaxReplicas} is reached: raise it, or the target; {Why(facts)}"),
        _ => ConditionFact.True(Type, facts.Scaling.Signal ?? ConditionReasons.Available, Why(facts)),
    };

    // A front that counts needs no metrics; a front's query does.
    private static ConditionFact AtZero(ModelFacts facts) => facts switch
    {
        { FrontCounts: true } => ConditionFact.True(Type, ConditionReasons.ScaledToZero, $"no requests, so no replica runs; wakes when the annotation {Labels.FrontRequests} changes"),
        { FrontQueries: false } => ConditionFact.False(Type, ConditionReasons.NoWakeSignal,
            $"no replica runs, and nothing tells of requests: let the front write the annotation {Labels.FrontRequests}, or write a query of the front's own requests into spec.scaling.queries.rate, or minReplicas: 1"),
        { Scaling.Signal: ConditionReasons.Unreachable or ConditionReasons.Invalid } => ConditionFact.False(Type, facts.Scaling.Signal, Unusable(facts)),
        _ => ConditionFact.True(Type, ConditionReasons.ScaledToZero, "no requests, so no replica runs; wakes when the queries of rate or inFlight give more than 0"),
    };

    private static string Unusable(ModelFacts facts) => facts.Scaling?.Signal switch
    {
        ConditionReasons.Absent when facts.Ready == 0 => $"{Why(facts)}; no replica is ready yet",
        ConditionReasons.Absent when facts.LookedFor is { } lookedFor => $"{Why(facts)}; {lookedFor}",
        ConditionReasons.Infeasible => $"{Why(facts)}; {Feasible}",
        _ => Why(facts),
    };

    private static string Why(ModelFacts facts) => facts.Scaling?.Reason ?? "no signal has been read yet";

    private static string Measured(ModelFacts facts)
    {
        var objective = facts.Spec.Scaling.Latency;
        var rejecting = facts.Rejecting ? "requests are rejected because the queue is full; " : "";
        return facts.Scaling?.ObservedLatency is { } latency
            ? $"{rejecting}p{objective?.Percentile} is {latency} and the target {objective?.Target}, at {facts.Scaling.RequestRate ?? "?"} req/s"
            : facts.Rejecting ? $"{rejecting}none is left to measure against the target {objective?.Target}" : $"no requests to measure against the target {objective?.Target}";
    }
}
