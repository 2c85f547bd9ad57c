namespace InferenceOperator.Core.Training.Gang;

/// <summary>What a preemption costs: the work since the last checkpoint and the time to load and warm up again, times the GPUs.</summary>
internal static class LostWork
{
    public static double GpuSeconds(GangState state, CheckpointRecord? acknowledged, DateTimeOffset now)
    {
        var facts = state.Facts;
        if (facts.EndReason is not (EndReason.Preempted or EndReason.Shrunk) || !state.Ran) return 0;
        var gpus = state.GpusPerWorker * facts.WorldSize;
        return gpus * (SinceCheckpoint(state, acknowledged, now) + state.ResumeCost).TotalSeconds;
    }

    private static TimeSpan SinceCheckpoint(GangState state, CheckpointRecord? acknowledged, DateTimeOffset now)
    {
        if (acknowledged is not null) return TimeSpan.Zero;
        var started = state.Facts.StartedAt ?? now;
        var saved = state.Facts.LastCheckpoint?.At is { } at && at > started ? at : started;
        var unsaved = now - saved;
        // It also saves by itself, which nobody tells us.
        return unsaved < TimeSpan.Zero ? TimeSpan.Zero : unsaved < state.CheckpointInterval ? unsaved : state.CheckpointInterval;
    }
}
