using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training;

/// <summary>
/// What one plan hands to the next: since when there has been room for a job, and whom it asked. It may be lost: give-backs then wait their delay anew.
/// </summary>
/// <param name="RoomSince">By job.</param>
public sealed record PlannerMemory(IReadOnlyDictionary<ObjectName, DateTimeOffset> RoomSince)
{
    /// <summary>Jobs that the plan asked for GPUs. They are asked again before others: they may be stopping already, and the cluster not show it yet.</summary>
    public IReadOnlySet<ObjectName> Asked { get; init; } = new HashSet<ObjectName>();

    /// <summary>Nothing remembered.</summary>
    public static PlannerMemory Empty { get; } = new(new Dictionary<ObjectName, DateTimeOffset>());
}
