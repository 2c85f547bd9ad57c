namespace InferenceOperator.Core.Training.Planning;

/// <summary>A job that may give up GPUs, and how much of it the search has taken so far.</summary>
internal sealed class Candidate
{
    private readonly List<Holding> _holdings;

    public Candidate(JobView job, DateTimeOffset now)
    {
        Job = job;
        Young = job.IsYoung(now);
        Loss = job.Loss(now);
        // Workers without a pod first, then the highest ranks: that is the order in which a gang shrinks.
        _holdings =
        [
            .. job.Awaited.Concat(job.Reserved).Select(place => new Holding(place.Node, new Dictionary<string, int> { [place.Ask.Resource] = place.Ask.Count })),
            .. job.Staying.Select(pod => new Holding(pod.Node!, pod.Gpus)),
        ];
    }

    public JobView Job { get; }

    public bool Young { get; }

    public double Loss { get; }

    /// <summary>Workers taken so far.</summary>
    public int Taken { get; set; }

    public int Remaining => Job.Demand.GrantedWorkers - Taken;

    /// <summary>Workers that can go without stopping the job.</summary>
    public int Shrinkable => Math.Max(0, Math.Min(_holdings.Count - Taken, Remaining - Job.Demand.MinWorkers));

    /// <summary>What the next so many workers hold.</summary>
    public IEnumerable<Holding> Next(int workers) => _holdings.Skip(Taken).Take(workers);

    public IEnumerable<Holding> All => _holdings;

    public bool IsOn(IReadOnlySet<string> nodes) => _holdings.Skip(Taken).Any(holding => nodes.Contains(holding.Node));
}
