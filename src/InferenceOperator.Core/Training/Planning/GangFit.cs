using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>
/// Whether gangs that lost workers, with a node or by a drain, still fit their grant. One that does not would start again, hold GPUs with some
/// of its workers and wait for the others for ever.
/// </summary>
internal static class GangFit
{
    /// <summary>
    /// What to grant the jobs whose present grant has too few places. While its own pods are stopping, a gang's places are on their way; once all
    /// have run, those that have no pod any more are through with their work.
    /// </summary>
    public static IReadOnlyDictionary<ObjectName, TrainingGrant> Check(ClusterView view, Reclaim reclaim, GpuLedger future)
    {
        var grants = new Dictionary<ObjectName, TrainingGrant>();
        var broken = view.Jobs.Where(job => job is { IsGranted: true, IsInterrupted: false, Demand: { Invalid: false, IsForeign: false, StartedAt: null } }
            && !reclaim.Victims.ContainsKey(job.Demand.Name) && job.Staying.Count < job.Demand.GrantedWorkers);
        // The last in the queue first: what it gives up may be what the others lack.
        foreach (var job in QueuePlanner.InOrder(broken).Reverse())
        {
            job.AwaitMissing(future);
            if (Places(job, job.Staying.Count) < job.Demand.GrantedWorkers) grants[job.Demand.Name] = Grant(view, job, future);
        }

        return grants;
    }

    private static TrainingGrant Grant(ClusterView view, JobView job, GpuLedger future)
    {
        var demand = job.Demand;
        // It starts again, and only where nodes take it now.
        var fits = Places(job, job.Staying.Count(placed => view.Suits(placed.Node, demand.Ask)));
        if (fits >= demand.MinWorkers)
            return new TrainingGrant(fits, GrantKind.Run, $"places were lost: {demand.GrantedWorkers} -> {fits} of {demand.Workers} workers");
        job.GiveUp(view.Free, future);
        return new TrainingGrant(0, GrantKind.Wait, $"places were lost: {fits} are left, and it needs {demand.MinWorkers} × ({demand.Ask.Describe()})");
    }

    private static int Places(JobView job, int staying) => staying + job.Reserved.Count + job.Awaited.Count;
}
