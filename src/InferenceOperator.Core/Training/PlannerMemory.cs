using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training;

/// <summary>
/// What one plan hands to the next: since when there has been room for a job. It may be lost: give-backs then wait their delay anew.
/// </summary>
/// <param name="RoomSince">By job.</param>
public sealed record PlannerMemory(IReadOnlyDictionary<ObjectName, DateTimeOffset> RoomSince)
{
    /// <summary>Nothing remembered.</summary>
    public static PlannerMemory Empty { get; } = new(new Dictionary<ObjectName, DateTimeOffset>());
}
