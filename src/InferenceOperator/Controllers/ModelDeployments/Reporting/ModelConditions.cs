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
        [Ready(facts), Reconciling(facts), Stalled(facts), Scheduled(facts), ModelReady(facts), ScalingConditions.Active(facts), ScalingConditions.ObjectiveMet(facts)];

    /// <summary>Whether the model serves as its owner asked: at least the floor of replicas, none of an older template; or none at all while nobody asks.</summary>
    public static ConditionFact Ready(ModelFacts facts) => facts switch
    {
        { Stall: { } stall } => ConditionFact.False(ConditionTypes.Ready, stall.Reason, stall.Message),
        { Spec.Suspend: true } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Suspended, "spec.suspend is true: no replica runs"),
        { AtZero: true } => ConditionFact.True(ConditionTypes.Ready, ConditionReasons.ScaledToZero, "no requests, so no replica runs; wakes with the next"),
        _ when facts.Ready >= facts.Floor && !facts.RollingOut => ConditionFact.True(ConditionTypes.Ready, ConditionReasons.Available, Serving(facts)),
        { Problem: { } problem } => ConditionFact.False(ConditionTypes.Ready, problem.Reason, problem.Message),
        { Waiting: { } waiting } when facts.Ready < facts.Floor => ConditionFact.False(ConditionTypes.Ready, waiting.Reason, waiting.Message),
        { RollingOut: true } => ConditionFact.False(ConditionTypes.Ready, ConditionReasons.Progressing, $"a change is being rolled out{(facts.RolloutHow is { } how ? $" ({how})" : "")}; {Serving(facts)}"),
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
    public static ConditionFact ModelReady(ModelFacts facts) => facts switch
    {
        { AtZero: true } => ConditionFact.False(ConditionTypes.ModelReady, ConditionReasons.ScaledToZero, "no requests, so no replica runs"),
        { Ready: > 0 } => ConditionFact.True(ConditionTypes.ModelReady, ConditionReasons.Available, Serving(facts)),
        _ => ConditionFact.False(ConditionTypes.ModelReady, facts.Problem?.Reason ?? ConditionReasons.Progressing, facts.Problem?.Message ?? Serving(facts)),
    };

    private static string Serving(ModelFacts facts) => $"{facts.Ready} of {facts.Wanted} replicas serve";

    private static string Bound(ModelFacts facts) => facts.GpusPerReplica == 0
        ? $"{facts.Bound} of {facts.Wanted} replicas are placed"
        : $"{facts.Bound} of {facts.Wanted} replicas are placed, with {facts.GpusPerReplica} GPUs each";
}
