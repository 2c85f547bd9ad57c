namespace InferenceOperator.Core.Training.Gang;

/// <summary>How an attempt ended, in words.</summary>
internal static class EndDetails
{
    public static string? Of(EndReason reason, IReadOnlyCollection<WorkerState> ours) => reason switch
    {
        EndReason.Failed => Failure(ours.Where(WorkerState.HasFailed).OrderBy(worker => worker.Rank).First()),
        EndReason.WorkerLost => Loss(ours.Where(worker => worker.LostBecause is not null).OrderBy(worker => worker.Rank).FirstOrDefault()),
        _ => null,
    };

    /// <summary>Whether the workers saved before they went.</summary>
    public static string OfCheckpoint(IReadOnlyCollection<WorkerState> ours, CheckpointRecord? acknowledged)
    {
        if (acknowledged is not null) return $"checkpoint acknowledged: {acknowledged.Message}";
        var failed = ours.Where(worker => worker.OverDeadline || worker.ExitCode is not null and not 0).OrderBy(worker => worker.Rank).FirstOrDefault();
        return failed is null ? "no checkpoint was acknowledged" : $"no checkpoint was acknowledged: {Failure(failed)}";
    }

    private static string Loss(WorkerState? told) => told is null
        ? "a worker was lost: its node went away, or its pod was deleted"
        : $"worker {told.Rank} was lost: {told.LostBecause}";

    private static string Failure(WorkerState worker)
    {
        if (worker.OverDeadline) return $"worker {worker.Rank} failed: {worker.LostBecause ?? "it ran longer than its activeDeadlineSeconds"}";
        var said = string.IsNullOrWhiteSpace(worker.Message) ? "" : $": {worker.Message.Trim()}";
        return $"worker {worker.Rank} ended with exit code {worker.ExitCode}{said}";
    }
}
