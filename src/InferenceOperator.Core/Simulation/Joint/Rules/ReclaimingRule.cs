using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>
/// What the rivals share: replicas are bound at once where there is room; for each of the others victims are found and killed. Jobs wait in the
/// order of priority and submission, and whoever's whole gang fits starts at once. Nobody is asked to save, and elastic jobs are not known as such.
/// </summary>
internal abstract class ReclaimingRule : IJointRule
{
    // Where a replica waits for victims to be gone, as the scheduler's nominated node.
    private readonly List<GpuPlace> _nominated = [];

    /// <inheritdoc/>
    public double Act(JointWorld world)
    {
        while (world.Serving > world.Wanted) world.StopReplica();
        while (world.Serving < world.Wanted && world.TryAddReplica())
        {
            if (_nominated.Count > 0) Forget(world.Replicas[^1].Node);
        }

        var pending = Math.Max(0, world.Wanted - world.Serving);
        if (_nominated.Count > pending) _nominated.RemoveRange(pending, _nominated.Count - pending);
        while (_nominated.Count < pending && TryReclaim(world))
        {
        }

        Admit(world);
        return double.PositiveInfinity;
    }

    /// <summary>Finds the victims that make room for one replica.</summary>
    /// <param name="world">The cluster.</param>
    /// <param name="future">What will be free when all that stops is gone, less what other replicas wait for.</param>
    /// <returns>The jobs, and where the replica then goes; null: there are none.</returns>
    protected abstract (IReadOnlyList<JobRun> Victims, GpuPlace Place)? FindVictims(JointWorld world, GpuLedger future);

    /// <summary>Jobs that could be taken.</summary>
    protected static IEnumerable<JobRun> Candidates(JointWorld world) => world.Jobs.Where(run => run.Phase == JobPhase.Active && run.Places.Count > 0);

    /// <summary>Gives back in a ledger what a job holds.</summary>
    protected static void Release(GpuLedger ledger, JobRun run)
    {
        foreach (var place in run.Places) ledger.Return(place);
    }

    /// <summary>Takes again in a ledger what a job holds.</summary>
    protected static void Hold(GpuLedger ledger, JobRun run)
    {
        foreach (var place in run.Places) ledger.Hold(place);
    }

    private bool TryReclaim(JointWorld world)
    {
        var future = Future(world);
        if (future.TryTake(world.ReplicaAsk) is { } place)
        {
            _nominated.Add(place);
            return true;
        }

        if (FindVictims(world, future) is not var (victims, found)) return false;
        foreach (var victim in victims)
        {
            victim.StopKilled(world.Now, world.Setting.KillGraceSeconds ?? victim.Job.GraceSeconds);
            victim.Preemptions.Add(world.Now);
        }

        _nominated.Add(found);
        return true;
    }

    private GpuLedger Future(JointWorld world)
    {
        var future = world.Free.Copy();
        foreach (var replica in world.Replicas.Where(replica => replica.Leaving)) future.Return(new GpuPlace(replica.Node, world.ReplicaAsk));
        foreach (var run in world.Jobs.Where(run => run.Phase == JobPhase.Stopping)) Release(future, run);
        Nominate(future);
        return future;
    }

    private void Admit(JointWorld world)
    {
        // What a replica waits for is not given to a job, also where a part of it is free already.
        var room = world.Free.Copy();
        Nominate(room);
        foreach (var run in world.Open.Where(run => run.Phase == JobPhase.Waiting).OrderByDescending(run => run.Job.Priority).ThenBy(run => run.Job.SubmittedSeconds).ToList())
        {
            var ask = run.Ask;
            List<GpuPlace> places = [];
            while (places.Count < run.Job.Workers && room.TryTake(ask) is { } place) places.Add(place);
            if (places.Count < run.Job.Workers)
            {
                foreach (var place in places) room.Return(place);
                continue;
            }

            run.Begin(run.Job.Workers, world.Now);
            world.Bind(run, places);
        }
    }

    private void Nominate(GpuLedger ledger)
    {
        foreach (var place in _nominated) ledger.Hold(place);
    }

    private void Forget(int node) => _nominated.RemoveAt(Math.Max(0, _nominated.FindIndex(place => place.Node == node)));
}
