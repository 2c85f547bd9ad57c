using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A training job with its pods: what it holds and what taking that would cost.</summary>
internal sealed class JobView
{
    private readonly List<GpuPlace> _reserved = [];
    private readonly List<GpuPlace> _awaited = [];

    public JobView(TrainingDemand demand, IReadOnlyList<PodState> pods, ClusterView view)
    {
        (Demand, Pods) = (demand, pods);
        Rules = view.PoolFor(demand.Ask, pods.FirstOrDefault(pod => pod.Node is not null)?.Node);
    }

    public TrainingDemand Demand { get; }

    public IReadOnlyList<PodState> Pods { get; }

    public PoolRules Rules { get; }

    /// <summary>It has a grant and may use it.</summary>
    public bool IsGranted => Demand.GrantedWorkers > 0 && Demand.WantsToRun;

    /// <summary>Its pods were asked to stop or are about to be.</summary>
    public bool IsStopping => !IsGranted && Pods.Count > 0;

    /// <summary>The workers that stay under the present grant, highest rank first: those that could be taken.</summary>
    public IEnumerable<PodState> Staying => Pods
        .Where(pod => IsGranted && !pod.Terminating && pod.Node is not null && (pod.Rank ?? 0) < Demand.GrantedWorkers)
        .OrderByDescending(pod => pod.Rank ?? 0);

    /// <summary>Places of workers that are granted and have no pod on a node.</summary>
    public IReadOnlyList<GpuPlace> Reserved => _reserved;

    /// <summary>Places that granted workers will have once what is stopping is gone.</summary>
    public IReadOnlyList<GpuPlace> Awaited => _awaited;

    /// <summary>
    /// Some of its workers are stopping already, for whatever reason: the gang saves and starts again anyway, so that taking it costs nothing
    /// more. It stays the first choice until the stop is on record, or another job would be stopped beside it.
    /// </summary>
    public bool IsInterrupted => Pods.Any(pod => pod.Terminating);

    /// <summary>Takes those places: where its own pods are stopping first, the highest ranks before the others, and then anywhere.</summary>
    public void AwaitMissing(GpuLedger future)
    {
        if (!IsGranted) return;
        var missing = Demand.GrantedWorkers - Staying.Count() - _reserved.Count;
        var stopping = Pods.Where(pod => pod.Terminating && pod.Node is not null).OrderByDescending(pod => pod.Rank ?? 0);
        var places = stopping.Select(pod => future.TryTakeOn(pod.Node!, Demand.Ask)).Concat(Enumerable.Repeat(0, Math.Max(0, missing)).Select(_ => future.TryTake(Demand.Ask)));
        // One at a time: a place is taken only when the one before it did not suffice.
        using var next = places.GetEnumerator();
        while (_awaited.Count < missing && next.MoveNext())
        {
            if (next.Current is { } place) _awaited.Add(place);
        }
    }

    /// <summary>Gives up its places: others may have those that are free now, and the others once its workers are gone.</summary>
    public void GiveUp(GpuLedger free, GpuLedger future)
    {
        foreach (var place in _reserved) free.Return(place);
        foreach (var place in _reserved.Concat(_awaited)) future.Return(place);
        foreach (var pod in Staying) future.Release(pod.Node!, pod.Gpus);
        _reserved.Clear();
        _awaited.Clear();
    }

    public void ReserveMissing(GpuLedger ledger) => _reserved.AddRange(TakeMissing(ledger));

    /// <summary>
    /// Takes places for the workers that are granted and have no pod on a node, as far as they fit. Those whose old pods are still stopping
    /// will have these places back: they take nothing that is free for others now.
    /// </summary>
    public IEnumerable<GpuPlace> TakeMissing(GpuLedger ledger)
    {
        if (!IsGranted) yield break;
        var returning = Pods.Count(pod => pod.Terminating && pod.Node is not null);
        foreach (var ask in MissingAsks(Demand.GrantedWorkers - Staying.Count() - returning))
        {
            if (ledger.TryTake(ask) is not { } place) yield break;
            yield return place;
        }
    }

    /// <summary>What the workers ask for that have no pod.</summary>
    private IEnumerable<GpuAsk> MissingAsks(int count)
    {
        if (Demand.Asks is not { } asks) return Enumerable.Repeat(Demand.Ask, Math.Max(0, count));
        var left = asks.ToList();
        foreach (var pod in Pods.Where(pod => pod.Node is not null))
        {
            if (left.FindIndex(ask => pod.Gpus.GetValueOrDefault(ask.Resource) == ask.Count) is var place and >= 0) left.RemoveAt(place);
        }

        return left.Take(Math.Max(0, count));
    }

    /// <summary>
    /// GPU-seconds lost when it stops now: work since the last checkpoint (at most its own interval, for it saves by itself) and the time to
    /// load and warm up again, times its GPUs.
    /// </summary>
    public double Loss(DateTimeOffset now)
    {
        // What the pods hold counts where the spec is too broken to say.
        var gpus = Math.Max(Demand.GrantedWorkers * Demand.Ask.Count, Staying.Sum(pod => pod.Gpus.Values.Sum()));
        if (IsInterrupted || Demand.StartedAt is not { } started) return 0;
        var saved = Demand.LastCheckpointAt is { } at && at > started ? at : started;
        var unsaved = Math.Clamp((now - saved).TotalSeconds, 0, Math.Max(0, Demand.CheckpointInterval.TotalSeconds));
        return gpus * (unsaved + Demand.ResumeCost.TotalSeconds);
    }

    /// <summary>It was preempted as often in its window as its owner allows.</summary>
    public bool IsProtected(DateTimeOffset now) => Demand.Preemptions.Count(time => now - time < Demand.Window) >= Demand.MaxPreemptions;

    /// <summary>It runs for less than its pool wants jobs to run undisturbed.</summary>
    public bool IsYoung(DateTimeOffset now) => !IsInterrupted && (Demand.StartedAt is not { } started || now - started < Rules.MinRuntime);
}
