using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>
/// The operator: the very plan that it acts upon on a cluster, made from a snapshot of the replayed one, and acted upon as its controllers do.
/// A job that shrinks or grows saves, stops and starts again with another number of workers.
/// </summary>
internal sealed class PlannedRule : IJointRule
{
    private const int MostPasses = 50;
    private readonly Dictionary<JobRun, int> _granted = [];
    private PlannerMemory _memory = PlannerMemory.Empty;
    private int _replicas;

    /// <inheritdoc/>
    public double Act(JointWorld world)
    {
        foreach (var run in _granted.Keys.Where(run => run.Phase == JobPhase.Finished).ToList()) _granted.Remove(run);
        _replicas = Math.Max(_replicas, world.Serving);
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var plan = CapacityPlanner.Plan(SnapshotMaker.Of(world, _replicas, _granted), _memory, SnapshotMaker.Time(world.Now));
            _memory = plan.Memory;
            var changed = Apply(world, plan.Models.GetValueOrDefault(SnapshotMaker.Model));
            foreach (var run in world.Open.ToList()) changed |= Apply(world, run, plan.TrainingJobs[SnapshotMaker.NameOf(run)]);
            if (!changed) return plan.NextCheck is { } next ? SnapshotMaker.Seconds(next) : double.PositiveInfinity;
        }

        throw new InvalidOperationException($"the plan at {world.Now:0.###} s does not come to rest: acting upon it gave another one {MostPasses} times");
    }

    private bool Apply(JointWorld world, ModelAdmission? admission)
    {
        var admitted = admission?.Admitted ?? 0;
        var changed = admitted != _replicas;
        _replicas = admitted;
        while (world.Serving > admitted)
        {
            world.StopReplica();
            changed = true;
        }

        while (world.Serving < admitted && world.TryAddReplica()) changed = true;
        return changed;
    }

    private bool Apply(JointWorld world, JobRun run, TrainingGrant grant)
    {
        var before = _granted.GetValueOrDefault(run);
        _granted[run] = grant.Workers;
        var changed = grant.Workers != before;
        if (run.Phase == JobPhase.Active && grant.Workers != run.WorldSize)
        {
            Stop(world, run, grant);
            changed = true;
        }

        if (run.Phase == JobPhase.Waiting && grant.Workers > 0)
        {
            run.Begin(grant.Workers, world.Now);
            changed = true;
        }

        return run.Phase == JobPhase.Active && world.Bind(run) || changed;
    }

    private static void Stop(JointWorld world, JobRun run, TrainingGrant grant)
    {
        var ran = run.StartedAt <= world.Now;
        var gpus = run.WorldSize * run.Job.GpusPerWorker;
        var sinceSaved = Math.Min(world.Now - run.StartedAt, run.Job.CheckpointIntervalSeconds);
        var saves = run.StopSaving(world.Now);
        if (grant.Kind is not (GrantKind.Shrink or GrantKind.Suspend) || !ran) return;
        run.Preemptions.Add(world.Now);
        run.TowardsLimit = Preemptions.TowardsLimit(run.TowardsLimit, grant.Kind == GrantKind.Shrink, SnapshotMaker.Time(world.Now));
        run.ReportedLoss += gpus * (run.Job.ResumeSeconds + (saves ? 0 : sinceSaved));
    }
}
