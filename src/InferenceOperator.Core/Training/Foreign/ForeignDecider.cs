namespace InferenceOperator.Core.Training.Foreign;

/// <summary>
/// What to write to an object of another controller's kind. Only what bears our mark is ever resumed, and nothing is written twice: a suspension
/// that somebody undid, or that nobody acts upon, is let go.
/// </summary>
public static class ForeignDecider
{
    /// <summary>Decides.</summary>
    /// <param name="state">Where the object stands.</param>
    /// <param name="grant">What the plan says; null: nothing.</param>
    /// <param name="patience">How long its controller may take to ask the pods to stop.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>What to write.</returns>
    public static ForeignAction Decide(ForeignState state, TrainingGrant? grant, TimeSpan patience, DateTimeOffset now) => state switch
    {
        { Finished: true } => ForeignAction.None,
        { MarkedAt: not null, Suspended: false } => ForeignAction.LetGo,
        { MarkedAt: not null } when IsIgnored(state, patience, now) => ForeignAction.Withdraw,
        { MarkedAt: not null, LivePods: 0 } when grant is { Kind: GrantKind.Run, Workers: > 0 } => ForeignAction.Resume,
        { MarkedAt: null, Suspended: false } when grant is { Kind: GrantKind.Suspend } => ForeignAction.Suspend,
        _ => ForeignAction.None,
    };

    /// <summary>Whether its pods go on, long after we suspended it.</summary>
    /// <param name="state">Where the object stands.</param>
    /// <param name="patience">How long its controller may take to ask the pods to stop.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>True when they do.</returns>
    public static bool IsIgnored(ForeignState state, TimeSpan patience, DateTimeOffset now) =>
        state is { MarkedAt: { } since, Suspended: true, LivePods: > 0 } && now - since >= patience;

    /// <summary>GPU-seconds lost when it stops now: the work since its start, at most a checkpoint interval, and the time to load again, times its GPUs.</summary>
    /// <param name="gpus">GPUs that its pods hold.</param>
    /// <param name="startedAt">When the last of them started; null while they do not all run, and nothing is lost.</param>
    /// <param name="checkpointInterval">How often it saves by itself.</param>
    /// <param name="resumeCost">How long loading and warming up again takes.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>GPU-seconds.</returns>
    public static double LostGpuSeconds(int gpus, DateTimeOffset? startedAt, TimeSpan checkpointInterval, TimeSpan resumeCost, DateTimeOffset now)
    {
        if (startedAt is not { } started) return 0;
        var unsaved = Math.Clamp((now - started).TotalSeconds, 0, Math.Max(0, checkpointInterval.TotalSeconds));
        return gpus * (unsaved + resumeCost.TotalSeconds);
    }
}
