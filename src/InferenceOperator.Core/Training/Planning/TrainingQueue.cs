using System.Globalization;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>The queue at work: it takes places in what is free now as it goes.</summary>
internal sealed class TrainingQueue
{
    private readonly ClusterView _view;
    private readonly PlannerMemory _memory;
    private readonly DateTimeOffset _now;
    private readonly HashSet<string> _wantedByModels;
    private readonly Dictionary<ObjectName, DateTimeOffset> _roomSince = [];
    private readonly Dictionary<string, int> _trainingGpus;

    public TrainingQueue(ClusterView view, IReadOnlyList<PlacedModel> models, PlannerMemory memory, DateTimeOffset now)
    {
        (_view, _memory, _now) = (view, memory, now);
        _wantedByModels = [.. models.Where(model => model.Unmet > 0).Select(model => model.Demand.Ask.Resource)];
        _trainingGpus = view.Jobs.Where(job => job.IsGranted).GroupBy(job => job.Rules.Name)
            .ToDictionary(group => group.Key, group => group.Sum(job => job.Demand.GrantedWorkers * job.Demand.Ask.Count), StringComparer.Ordinal);
    }

    /// <summary>Since when there has been room for jobs that may not have it yet.</summary>
    public IReadOnlyDictionary<ObjectName, DateTimeOffset> RoomSince => _roomSince;

    /// <summary>When the first of those may have it.</summary>
    public DateTimeOffset? NextCheck { get; private set; }

    /// <summary>Lets a job begin, or come back, when its whole gang fits.</summary>
    public TrainingGrant Admit(JobView job, ref int position)
    {
        var demand = job.Demand;
        var (free, total) = _view.Free.Count(demand.Ask);
        if (_wantedByModels.Contains(demand.Ask.Resource))
            return Wait(++position, $"inference waits for GPUs itself; needs {demand.MinWorkers} × ({demand.Ask.Describe()}); {free} of {total} free");
        var places = Take(job, demand.Workers, demand.MinWorkers);
        if (places.Count < demand.MinWorkers)
        {
            GiveBack(places);
            return Wait(++position, Shortage(job, free, total));
        }

        if (demand.PreemptedAt is not null && Due(job, _now) is { } due && due > _now)
            return Wait(++position, string.Create(CultureInfo.InvariantCulture, $"there is room; comes back in {(due - _now).TotalSeconds:0} s unless inference needs it"), due);
        Count(job, places.Count);
        return new TrainingGrant(places.Count, GrantKind.Run, $"{places.Count} of {demand.Workers} workers granted");
    }

    /// <summary>Gives a job that runs with fewer workers than it wants the rest back, once there has been room long enough.</summary>
    public TrainingGrant Grow(JobView job)
    {
        var demand = job.Demand;
        var same = new TrainingGrant(demand.GrantedWorkers, GrantKind.Run, $"{demand.GrantedWorkers} of {demand.Workers} workers granted");
        var missing = demand.Workers - demand.GrantedWorkers;
        if (missing <= 0 || demand.Invalid || demand.StartedAt is not { } started || _wantedByModels.Contains(demand.Ask.Resource)) return same;
        var places = Take(job, missing, 1);
        if (places.Count == 0) return same;
        // A restart costs: not before the job has run as long as its pool wants jobs to run undisturbed.
        if (Due(job, started + job.Rules.MinRuntime) is { } due && due > _now) return same;
        Count(job, places.Count);
        var workers = demand.GrantedWorkers + places.Count;
        return new TrainingGrant(workers, GrantKind.Run, $"room again: {demand.GrantedWorkers} -> {workers} of {demand.Workers} workers");
    }

    private DateTimeOffset? Due(JobView job, DateTimeOffset notBefore)
    {
        var since = _memory.RoomSince.TryGetValue(job.Demand.Name, out var known) && known <= _now ? known : _now;
        _roomSince[job.Demand.Name] = since;
        var due = since + job.Rules.GiveBackDelay is var delayed && delayed > notBefore ? delayed : notBefore;
        if (due > _now && (NextCheck is null || due < NextCheck)) NextCheck = due;
        return due;
    }

    /// <summary>As many places as fit, leaving the pool's reserve and keeping its limit; none when fewer than needed.</summary>
    private List<GpuPlace> Take(JobView job, int most, int least)
    {
        var ask = job.Demand.Ask;
        List<GpuPlace> places = [];
        var budget = job.Rules.TrainingMaxGpus - _trainingGpus.GetValueOrDefault(job.Rules.Name);
        while (places.Count < most && !((places.Count + 1) * ask.Count > budget) && _view.Free.TryTake(ask) is { } place)
        {
            places.Add(place);
            if (ask.Count == 0 || _view.Free.Count(ask).Free >= job.Rules.Reserve) continue;
            _view.Free.Return(place);
            places.Remove(place);
            break;
        }

        if (places.Count >= least) return places;
        GiveBack(places);
        return [];
    }

    private void GiveBack(List<GpuPlace> places)
    {
        foreach (var place in places) _view.Free.Return(place);
        places.Clear();
    }

    private void Count(JobView job, int workers) =>
        _trainingGpus[job.Rules.Name] = _trainingGpus.GetValueOrDefault(job.Rules.Name) + (workers * job.Demand.Ask.Count);

    private static string Shortage(JobView job, int free, int total)
    {
        var demand = job.Demand;
        var gang = demand.MinWorkers == demand.Workers ? $"{demand.Workers} workers" : $"{demand.MinWorkers} to {demand.Workers} workers";
        var reserve = job.Rules.Reserve > 0 ? $", {job.Rules.Reserve} kept for inference" : "";
        var limit = job.Rules.TrainingMaxGpus is { } most ? $", training may hold {most}" : "";
        return $"needs {gang} of {demand.Ask.Describe()}; {free} of {total} free{reserve}{limit}";
    }

    private static TrainingGrant Wait(int position, string reason, DateTimeOffset? due = null) =>
        new(0, GrantKind.Wait, reason, QueuePosition: position, ResumeEstimate: due);
}
