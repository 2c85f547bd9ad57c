using k8s.Models;

namespace InferenceOperator.Controllers.Conditions;

/// <summary>Reads and rewrites a list of conditions.</summary>
internal static class ConditionList
{
    /// <summary>The longest message that the API server takes.</summary>
    private const int MaxMessageLength = 32768;

    /// <summary>Finds a condition.</summary>
    /// <returns>The condition, or null.</returns>
    public static V1Condition? Find(IEnumerable<V1Condition>? conditions, string type) => conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Whether a condition is there and True.</summary>
    public static bool Holds(IEnumerable<V1Condition>? conditions, string type) => Find(conditions, type)?.Status == "True";

    /// <summary>The facts as conditions. The time of the last transition is kept where the status stays as it was.</summary>
    /// <param name="current">The conditions of the object so far.</param>
    /// <param name="facts">All that is to be said now, in the order to be shown; what is not among them goes.</param>
    /// <param name="generation">The generation that the facts speak of.</param>
    /// <param name="now">The time of transitions, UTC.</param>
    /// <returns>The new list.</returns>
    public static List<V1Condition> Build(IReadOnlyList<V1Condition>? current, IEnumerable<ConditionFact> facts, long? generation, DateTimeOffset now) =>
        facts.Select(fact => Stamp(Find(current, fact.Type), fact, generation, now)).ToList();

    private static V1Condition Stamp(V1Condition? before, ConditionFact fact, long? generation, DateTimeOffset now) => new()
    {
        Type = fact.Type,
        Status = fact.Status,
        Reason = fact.Reason,
        Message = fact.Message.Length > MaxMessageLength ? fact.Message[..MaxMessageLength] : fact.Message,
        ObservedGeneration = generation,
        LastTransitionTime = before?.Status == fact.Status && before.LastTransitionTime is { } since ? since : WholeSeconds(now),
    };

    // The API keeps whole seconds: anything finer would differ from what is read back.
    private static DateTime WholeSeconds(DateTimeOffset time) => time.UtcDateTime.AddTicks(-(time.UtcDateTime.Ticks % TimeSpan.TicksPerSecond));
}
