namespace InferenceOperator.Core.Training.Gang;

/// <summary>Lists of actions for lists of pods; what was done already is left out.</summary>
internal static class GangActions
{
    public static IEnumerable<GangAction> Stop(IEnumerable<WorkerState> workers) =>
        workers.Where(worker => !worker.Terminating).Select(worker => new GangAction.Stop(worker.Pod));

    public static IEnumerable<GangAction> Release(IEnumerable<WorkerState> workers) =>
        workers.Where(worker => worker.Held).Select(worker => new GangAction.Release(worker.Pod));

    /// <summary>Stop and release.</summary>
    public static IEnumerable<GangAction> Remove(IReadOnlyCollection<WorkerState> workers) => [.. Stop(workers), .. Release(workers)];
}
