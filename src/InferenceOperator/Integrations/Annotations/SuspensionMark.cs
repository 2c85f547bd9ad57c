namespace InferenceOperator.Integrations;

/// <summary>The annotation <c>inferenceoperator.io/suspended</c>: we suspended this object, and only such are ever resumed by us.</summary>
/// <param name="At">When.</param>
/// <param name="Model">For which model, as <c>namespace/name</c>.</param>
/// <param name="Pods">What its pods asked for then: its place in the queue survives the operator.</param>
internal sealed record SuspensionMark(DateTimeOffset At, string? Model, IReadOnlyList<PodGroup>? Pods)
{
    /// <summary>When the last of its pods had started; null: they did not all run, or an older operator wrote the mark.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}
