using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>
/// Kueue's preemption within a queue (Kueue documentation, "Preemption"): whole jobs, the least priority first and then the newest admission,
/// are removed until the replica fits; then those that were not needed are put back, the last removed first.
/// </summary>
internal sealed class KueueRule : ReclaimingRule
{
    /// <inheritdoc/>
    protected override (IReadOnlyList<JobRun> Victims, GpuPlace Place)? FindVictims(JointWorld world, GpuLedger future)
    {
        List<JobRun> removed = [];
        foreach (var run in Candidates(world).OrderBy(run => run.Job.Priority).ThenByDescending(run => run.AdmittedAt))
        {
            Release(future, run);
            removed.Add(run);
            if (!future.Fits(world.ReplicaAsk)) continue;
            foreach (var spared in Enumerable.Reverse(removed).Skip(1).ToList())
            {
                Hold(future, spared);
                if (future.Fits(world.ReplicaAsk)) removed.Remove(spared);
                else Release(future, spared);
            }

            return (removed, future.TryTake(world.ReplicaAsk)!.Value);
        }

        return null;
    }
}
