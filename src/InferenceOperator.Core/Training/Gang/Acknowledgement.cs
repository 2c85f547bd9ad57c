namespace InferenceOperator.Core.Training.Gang;

/// <summary>The checkpoint that the workers of an ended attempt acknowledged.</summary>
internal static class Acknowledgement
{
    /// <summary>What the lowest rank said that ended with exit code 0 and a message; null when none did.</summary>
    public static CheckpointRecord? Of(IEnumerable<WorkerState> workers, DateTimeOffset now) => workers
        .Where(worker => worker is { Ended: true, ExitCode: 0 } && !string.IsNullOrWhiteSpace(worker.Message))
        .OrderBy(worker => worker.Rank)
        .Select(worker => new CheckpointRecord(worker.EndedAt ?? now, worker.Message!.Trim(), worker.ExitCode))
        .FirstOrDefault();
}
