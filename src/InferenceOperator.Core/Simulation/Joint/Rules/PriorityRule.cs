using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>
/// kube-scheduler's preemption (Kubernetes documentation, "Pod Priority and Preemption"): on each node the pods of lower priority are taken
/// away, and put back while the replica still fits, the most important first (higher priority, then started earlier). Of the nodes that one is
/// chosen whose highest victim has the least priority, then the least sum of priorities, then the fewest victims, then the one whose most
/// important victim started last. A gang that loses a worker stops as a whole.
/// </summary>
internal sealed class PriorityRule : ReclaimingRule
{
    /// <inheritdoc/>
    protected override (IReadOnlyList<JobRun> Victims, GpuPlace Place)? FindVictims(JointWorld world, GpuLedger future)
    {
        var nodes = Enumerable.Range(0, world.Nodes.Count).Select(node => (Node: node, Pods: VictimsOn(world, future, node))).Where(node => node.Pods.Count > 0)
            .OrderBy(node => node.Pods.Max(run => run.Job.Priority)).ThenBy(node => node.Pods.Sum(run => (long)run.Job.Priority))
            .ThenBy(node => node.Pods.Count).ThenByDescending(node => EarliestOfHighest(node.Pods)).ToList();
        return nodes.Count == 0 ? null : ([.. nodes[0].Pods.Distinct()], new GpuPlace(nodes[0].Node, world.ReplicaAsk));
    }

    /// <summary>The owners of the pods that would have to go from a node, one entry a pod; none where taking all is not enough.</summary>
    private static List<JobRun> VictimsOn(JointWorld world, GpuLedger future, int node)
    {
        var pods = Candidates(world).SelectMany(run => run.Places.Where(place => place.Node == node).Select(_ => run))
            .OrderByDescending(run => run.Job.Priority).ThenBy(run => run.AdmittedAt).ToList();
        var free = future.FreeOn(node, world.ReplicaAsk.Resource) + pods.Sum(run => run.Job.GpusPerWorker);
        List<JobRun> victims = [];
        if (free < world.ReplicaAsk.Count) return victims;
        foreach (var run in pods)
        {
            if (free - run.Job.GpusPerWorker >= world.ReplicaAsk.Count) free -= run.Job.GpusPerWorker;
            else victims.Add(run);
        }

        return victims;
    }

    private static double EarliestOfHighest(List<JobRun> pods)
    {
        var highest = pods.Max(run => run.Job.Priority);
        return pods.Where(run => run.Job.Priority == highest).Min(run => run.AdmittedAt);
    }
}
