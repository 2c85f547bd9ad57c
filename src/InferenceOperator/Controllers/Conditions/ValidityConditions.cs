using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using InferenceOperator.Validation;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.Conditions;

/// <summary>Conditions of kinds that are only read by others: they are valid or they are not.</summary>
internal static class ValidityConditions
{
    /// <summary>Ready, Reconciling and Stalled by the rules that the object breaks.</summary>
    /// <param name="violations">The broken rules.</param>
    /// <param name="ready">What is said when there are none.</param>
    /// <returns>The conditions.</returns>
    public static IReadOnlyList<ConditionFact> Of(IReadOnlyList<SpecViolation> violations, string ready)
    {
        if (violations.Count == 0)
        {
            return
            [
                ConditionFact.True(ConditionTypes.Ready, ConditionReasons.Available, ready),
                ConditionFact.False(ConditionTypes.Reconciling, ConditionReasons.Available, "nothing is left to do"),
                ConditionFact.False(ConditionTypes.Stalled, ConditionReasons.Available, "nothing is in the way"),
            ];
        }

        var message = SpecViolation.Describe(violations);
        return
        [
            ConditionFact.False(ConditionTypes.Ready, ConditionReasons.InvalidSpec, message),
            ConditionFact.False(ConditionTypes.Reconciling, ConditionReasons.InvalidSpec, "see condition Stalled"),
            ConditionFact.True(ConditionTypes.Stalled, ConditionReasons.InvalidSpec, message),
        ];
    }

    /// <summary>Records an Event when an object becomes invalid.</summary>
    /// <param name="events">Where to.</param>
    /// <param name="about">The object.</param>
    /// <param name="before">Its conditions before.</param>
    /// <param name="after">Its conditions now.</param>
    public static void Announce(IEventRecorder events, IKubernetesObject<V1ObjectMeta> about, IEnumerable<V1Condition>? before, IEnumerable<V1Condition>? after)
    {
        if (ConditionList.Find(after, ConditionTypes.Stalled) is { Status: "True" } stalled && !ConditionList.Holds(before, ConditionTypes.Stalled))
            events.Record(about, EventSeverity.Warning, stalled.Reason, stalled.Message);
    }
}
