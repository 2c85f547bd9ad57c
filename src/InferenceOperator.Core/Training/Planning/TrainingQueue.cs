using System.Globalization;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The queue at work: it takes places in what is free now as it goes.</summary>
internal sealed class TrainingQueue(ClusterView view, IReadOnlyList<PlacedModel> models, PlannerMemory memory, DateTimeOffset now)
{
    private readonly TrainingRoom _room = new(view);
    private readonly WantedNodes _wanted = new(view, models);
    private readonly Dictionary<ObjectName, DateTimeOffset> _roomSince = [];

    /// <summary>Since when there has been room for jobs that may not have it yet.</summary>
    public IReadOnlyDictionary<ObjectName, DateTimeOffset> RoomSince => _roomSince;

    /// <summary>When the first of those may have it.</summary>
    public DateTimeOffset? NextCheck { get; private set; }

    /// <summary>Lets a job begin, or come back, when its whole gang fits.</summary>
    public TrainingGrant Admit(JobView job, ref int position)
    {
        var demand = job.Demand;
        if (_wanted.Meet(demand.Ask))
            return Wait(++position, $"inference waits for GPUs itself; needs {demand.MinWorkers} × ({demand.Ask.Describe()}); {Free(demand.Ask)}");
        List<PoolRules> refused = [];
        var places = demand.Asks is { } asks ? _room.TakeAll(asks, refused) : _room.Take(demand.Ask, demand.Workers, Math.Max(1, demand.MinWorkers), refused);
        if (places.Count == 0) return Wait(++position, Shortage(demand, refused));
        if (demand.PreemptedAt is not null && Due(job, places, now) is { } due && due > now)
            return Wait(++position, string.Create(CultureInfo.InvariantCulture, $"there is room; comes back in {(due - now).TotalSeconds:0} s unless inference needs it"), due);
        return new TrainingGrant(places.Count, GrantKind.Run, $"{places.Count} of {demand.Workers} workers granted");
    }

    /// <summary>Gives a job that runs with fewer workers than it wants the rest back, once there has been room long enough.</summary>
    public TrainingGrant Grow(JobView job)
    {
        var demand = job.Demand;
        var same = new TrainingGrant(demand.GrantedWorkers, GrantKind.Run, $"{demand.GrantedWorkers} of {demand.Workers} workers granted");
        var missing = demand.Workers - demand.GrantedWorkers;
        if (missing <= 0 || demand.Invalid || demand.StartedAt is not { } started || _wanted.Meet(demand.Ask)) return same;
        // Its owner may have raised the fewest workers since: it never restarts with less than that.
        var places = _room.Take(demand.Ask, missing, Math.Max(1, demand.MinWorkers - demand.GrantedWorkers), []);
        if (places.Count == 0) return same;
        // A restart costs: not before the job has run as long as its pool wants jobs to run undisturbed, nor before what stands free for it has cost
        // as much as the restart of the whole gang will (the ski rental problem: never much worse than knowing for how long there is room).
        // What its owner wants at least is not weighed.
        var cost = demand.GrantedWorkers < demand.MinWorkers ? TimeSpan.Zero : demand.ResumeCost * ((double)demand.GrantedWorkers / places.Count);
        var worth = HasRoomSince(job) + cost;
        var undisturbed = started + job.Pools.MinRuntime;
        if (Due(job, places, worth > undisturbed ? worth : undisturbed) is { } due && due > now) return same;
        var workers = demand.GrantedWorkers + places.Count;
        return new TrainingGrant(workers, GrantKind.Run, $"room again: {demand.GrantedWorkers} -> {workers} of {demand.Workers} workers");
    }

    private DateTimeOffset? Due(JobView job, IReadOnlyList<GpuPlace> places, DateTimeOffset notBefore)
    {
        var since = _roomSince[job.Demand.Name] = HasRoomSince(job);
        var delay = job.Demand.Ask.Count == 0 ? job.Pools.GiveBackDelay : places.Max(place => view.PoolOf(place.Node).GiveBackDelay);
        var due = since + delay is var delayed && delayed > notBefore ? delayed : notBefore;
        if (due > now && (NextCheck is null || due < NextCheck)) NextCheck = due;
        return due;
    }

    private DateTimeOffset HasRoomSince(JobView job) => memory.RoomSince.TryGetValue(job.Demand.Name, out var known) && known <= now ? known : now;

    private string Shortage(TrainingDemand demand, List<PoolRules> refused)
    {
        var gang = demand.MinWorkers == demand.Workers ? $"{demand.Workers} workers" : $"{demand.MinWorkers} to {demand.Workers} workers";
        var what = demand.Asks is { } asks ? string.Join(" and ", asks.GroupBy(ask => ask.Describe()).Select(group => $"{group.Count()} × ({group.Key})")) : $"{gang} of {demand.Ask.Describe()}";
        return $"needs {what}; {Free(demand.Ask)}{string.Concat(refused.Take(3).Select(Refusal))}";
    }

    private string Free(GpuAsk ask)
    {
        var (free, total) = view.Free.Count(ask);
        return $"{free} of {total} free";
    }

    private string Refusal(PoolRules pool)
    {
        var where = view.Snapshot.Pools.Count > 1 ? $" in pool {pool.Name}" : "";
        var reserve = pool.Reserve > 0 ? $", {pool.Reserve} kept for inference{where}" : "";
        return pool.TrainingMaxGpus is { } most ? $"{reserve}, training may hold {most}{where}" : reserve;
    }

    private static TrainingGrant Wait(int position, string reason, DateTimeOffset? due = null) =>
        new(0, GrantKind.Wait, reason, QueuePosition: position, ResumeEstimate: due);
}
