using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A training job that may give up GPUs.</summary>
internal sealed class JobCandidate : Candidate
{
    public JobCandidate(JobView job, bool asked, bool inTime)
        : base(HoldingsOf(job))
    {
        Job = job;
        Loss = job.Loss;
        var who = job.IsInterrupted ? Who.Stopping : asked ? Who.Asked : Who.Job;
        // A stop that is under way is not begun: neither youth nor a long grace period matters.
        var (young, slow) = (job.IsYoung && who == Who.Job, !inTime && who == Who.Job);
        ByOnes = At(ReclaimStep.Shrink);
        Whole = At(ReclaimStep.Checkpoint);

        Standing? At(ReclaimStep step) =>
            job.Pools.PositionOf(step) is { } position ? new Standing(who, young, slow, position, job.Demand.Invalid, job.Demand.Priority) : null;
    }

    public JobView Job { get; }

    public override int Granted => Job.Demand.GrantedWorkers;

    public override double Loss { get; }

    public override int MostByOnes => Math.Max(0, Math.Min(Holdings.Count, Granted - Math.Max(1, Job.Demand.MinWorkers)));

    public override Standing? ByOnes { get; }

    public override Standing? Whole { get; }

    // Workers without a pod first, then the highest ranks: that is the order in which a gang shrinks.
    private static List<Holding> HoldingsOf(JobView job) =>
    [
        .. job.Awaited.Concat(job.Reserved).Select(place => new Holding(place.Node, new Dictionary<string, int> { [place.Ask.Resource] = place.Ask.Count })),
        .. job.Staying.Select(placed => new Holding(placed.Node, placed.Pod.Gpus)),
    ];
}
