using InferenceOperator.Core.Model;
using InferenceOperator.Core.Placement;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A training job with its pods: what it holds and what taking that would cost.</summary>
internal sealed class JobView
{
    private readonly List<GpuPlace> _reserved = [];

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

    public void ReserveMissing(GpuLedger ledger) => _reserved.AddRange(TakeMissing(ledger));

    /// <summary>Takes places for the workers that are granted and have no pod on a node, as far as they fit.</summary>
    public IEnumerable<GpuPlace> TakeMissing(GpuLedger ledger)
    {
        if (!IsGranted) yield break;
        for (var missing = Demand.GrantedWorkers - Staying.Count(); missing > 0; missing--)
        {
            if (ledger.TryTake(Demand.Ask) is not { } place) yield break;
            yield return place;
        }
    }

    /// <summary>
    /// GPU-seconds lost when it stops now: work since the last checkpoint (at most its own interval, for it saves by itself) and the time to
    /// load and warm up again, times its GPUs.
    /// </summary>
    public double Loss(DateTimeOffset now)
    {
        var gpus = Demand.GrantedWorkers * Demand.Ask.Count;
        if (Demand.StartedAt is not { } started) return 0;
        var saved = Demand.LastCheckpointAt is { } at && at > started ? at : started;
        var unsaved = Math.Clamp((now - saved).TotalSeconds, 0, Math.Max(0, Demand.CheckpointInterval.TotalSeconds));
        return gpus * (unsaved + Demand.ResumeCost.TotalSeconds);
    }

    /// <summary>It was preempted as often in its window as its owner allows.</summary>
    public bool IsProtected(DateTimeOffset now) => Demand.Preemptions.Count(time => now - time < Demand.Window) >= Demand.MaxPreemptions;

    /// <summary>It runs for less than its pool wants jobs to run undisturbed.</summary>
    public bool IsYoung(DateTimeOffset now) => Demand.StartedAt is not { } started || now - started < Rules.MinRuntime;
}
