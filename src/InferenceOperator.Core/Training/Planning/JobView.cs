using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A training job with its pods: what it holds and what taking that would cost.</summary>
internal sealed class JobView
{
    /// <summary>From the deadline of a stop until what it lost is on record.</summary>
    private static readonly TimeSpan Accounting = TimeSpan.FromMinutes(1);

    private readonly List<GpuPlace> _reserved = [];
    private readonly List<GpuPlace> _awaited = [];
    private readonly List<PlacedPod> _stopping;
    private readonly DateTimeOffset _now;

    public JobView(TrainingDemand demand, IReadOnlyList<PlacedPod> pods, ClusterView view, DateTimeOffset now)
    {
        (Demand, Pods, _now) = (demand, pods, now);
        _stopping = [.. pods.Where(placed => placed.Pod is { Terminating: true, Node: not null }).OrderByDescending(Rank)];
        Staying = [.. pods.Where(placed => IsGranted && placed.Pod is { Terminating: false, Node: not null } && Rank(placed) < demand.GrantedWorkers).OrderByDescending(Rank)];
        Pools = new JobPools(demand, pods, view);
    }

    public TrainingDemand Demand { get; }

    public IReadOnlyList<PlacedPod> Pods { get; }

    /// <summary>The pools that it is in, and their rules taken together.</summary>
    public JobPools Pools { get; }

    /// <summary>It has a grant and may use it.</summary>
    public bool IsGranted => Demand.GrantedWorkers > 0 && Demand.WantsToRun;

    /// <summary>The workers that stay under the present grant, highest rank first: those that could be taken.</summary>
    public IReadOnlyList<PlacedPod> Staying { get; }

    /// <summary>Places of workers that are granted and have no pod on a node.</summary>
    public IReadOnlyList<GpuPlace> Reserved => _reserved;

    /// <summary>Places that granted workers will have once what is stopping is gone.</summary>
    public IReadOnlyList<GpuPlace> Awaited => _awaited;

    /// <summary>
    /// Some of its workers are stopping already, for whatever reason: the gang saves and starts again anyway, so that taking it costs nothing
    /// more. It stays the first choice until the stop is on record, or another job would be stopped beside it.
    /// </summary>
    public bool IsInterrupted => _stopping.Count > 0 || Pods.Any(placed => placed.Pod.Terminating);

    /// <summary>It was preempted as often in its window as its owner allows.</summary>
    public bool IsProtected => Demand.Preemptions.Count(time => _now - time < Demand.Window) >= Demand.MaxPreemptions;

    /// <summary>It runs for less than its pools want jobs to run undisturbed.</summary>
    public bool IsYoung => !IsInterrupted && (Demand.StartedAt is not { } started || _now - started < Pools.MinRuntime);

    /// <summary>
    /// GPU-seconds lost when it stops now: work since the last checkpoint (at most its own interval, for it saves by itself) and the time to
    /// load and warm up again, times its GPUs.
    /// </summary>
    public double Loss => IsInterrupted || Demand.StartedAt is null ? 0 : LossOf(Gpus, TimeSpan.Zero);

    /// <summary>
    /// How long it takes to stop: what it took the last time, when it acknowledged a checkpoint then; else, at most, its grace period.
    /// </summary>
    public TimeSpan StopTime => Demand is { Preemptions: [.., var asked], LastCheckpointAt: { } saved } && saved >= asked && saved - asked < Demand.GracePeriod
        ? saved - asked
        : Demand.GracePeriod;

    /// <summary>What it loses at most when it is asked to stop now, in GPU-seconds: it takes all of its time, and saves nothing.</summary>
    public double WorstLoss => IsInterrupted ? 0 : LossOf(Gpus, Demand.GracePeriod + Accounting);

    /// <summary>The same of a stop that is under way for inference.</summary>
    public double LossUnderWay => LossOf(GpusOf(Demand.EndingWorkers), Demand.GracePeriod + Accounting);

    // What the pods hold counts where the spec is too broken to say.
    private int Gpus => Math.Max(GpusOf(Demand.GrantedWorkers), Staying.Sum(placed => placed.Pod.Gpus.Values.Sum()));

    /// <summary>Takes places that it will have: where its own pods are stopping first, the highest ranks before the others, and then anywhere.</summary>
    public void AwaitMissing(GpuLedger future)
    {
        if (!IsGranted) return;
        var missing = Demand.GrantedWorkers - Staying.Count - _reserved.Count;
        foreach (var (_, node) in _stopping)
        {
            if (_awaited.Count >= missing) return;
            if (future.TryTakeOn(node, Demand.Ask) is { } place) _awaited.Add(place);
        }

        while (_awaited.Count < missing && future.TryTake(Demand.Ask) is { } place) _awaited.Add(place);
    }

    /// <summary>Gives up its places: others may have those that are free now, and the others once its workers are gone.</summary>
    public void GiveUp(GpuLedger free, GpuLedger future)
    {
        foreach (var place in _reserved) free.Return(place);
        foreach (var place in _reserved.Concat(_awaited)) future.Return(place);
        foreach (var (pod, node) in Staying) future.Release(node, pod.Gpus);
        _reserved.Clear();
        _awaited.Clear();
    }

    /// <summary>
    /// Takes places for the workers that are granted and have no pod on a node, as far as they fit. Those whose old pods are still stopping
    /// will have these places back: they take nothing that is free for others now.
    /// </summary>
    public void ReserveMissing(GpuLedger free)
    {
        if (!IsGranted) return;
        foreach (var ask in MissingAsks(Demand.GrantedWorkers - Staying.Count - _stopping.Count))
        {
            if (free.TryTake(ask) is not { } place) return;
            _reserved.Add(place);
        }
    }

    /// <summary>What the workers ask for that have no pod.</summary>
    private IEnumerable<GpuAsk> MissingAsks(int count)
    {
        if (Demand.Asks is not { } asks) return Enumerable.Repeat(Demand.Ask, Math.Max(0, count));
        var left = asks.ToList();
        foreach (var (pod, _) in Pods.Where(placed => placed.Pod.Node is not null))
        {
            if (left.FindIndex(ask => pod.Gpus.GetValueOrDefault(ask.Resource) == ask.Count) is var place and >= 0) left.RemoveAt(place);
        }

        return left.Take(Math.Max(0, count));
    }

    private int GpusOf(int workers) => Demand.Asks is { } asks ? asks.Take(workers).Sum(ask => ask.Count) : workers * Demand.Ask.Count;

    private double LossOf(int gpus, TimeSpan more)
    {
        var started = Demand.StartedAt ?? _now;
        var saved = Demand.LastCheckpointAt is { } at && at > started ? at : started;
        var unsaved = Math.Clamp((_now - saved + more).TotalSeconds, 0, Math.Max(0, Demand.CheckpointInterval.TotalSeconds));
        return gpus * (unsaved + Demand.ResumeCost.TotalSeconds);
    }

    private static int Rank(PlacedPod placed) => placed.Pod.Rank ?? 0;
}
