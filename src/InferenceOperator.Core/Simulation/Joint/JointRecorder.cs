namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>Writes down a replay while it goes on.</summary>
internal sealed class JointRecorder(JointWorld world)
{
    private readonly List<JointSample> _samples = [];
    private readonly List<(double At, int Replicas)> _held = [];
    private readonly Dictionary<JobRun, List<JobStretch>> _stretches = world.Jobs.ToDictionary(run => run, _ => new List<JobStretch>());
    private double? _keptWork;

    /// <summary>Takes down what is until the next moment; called before time passes.</summary>
    /// <param name="until">The next moment, seconds.</param>
    public void Look(double until)
    {
        var (working, overhead) = (0, 0);
        foreach (var run in world.Jobs.Where(run => run.HeldGpus > 0))
        {
            var works = run.Works(world.Now);
            if (works) working += run.HeldGpus;
            else overhead += run.HeldGpus;
            Stretch(_stretches[run], new(world.Now, until, run.Places.Count, works));
        }

        var sample = new JointSample(world.Now, world.Wanted * world.Setting.ReplicaGpus, world.InferenceGpus, working, overhead);
        if (_samples.Count == 0 || _samples[^1] with { At = sample.At } != sample) _samples.Add(sample);
        if (_held.Count == 0 || _held[^1].Replicas != world.Serving) _held.Add((world.Now, world.Serving));
        if (_keptWork is null && until >= world.Setting.DurationSeconds) _keptWork = world.Jobs.Sum(run => run.WorkAt(world.Setting.DurationSeconds) * run.Job.GpusPerWorker);
    }

    /// <summary>The whole.</summary>
    /// <param name="rule">The rule's name.</param>
    public JointResult Result(string rule) => new()
    {
        Rule = rule,
        Jobs = [.. world.Jobs.Select(run => new JobOutcome(
            run.Job, run.Phase == JobPhase.Finished ? run.FinishedAt : null, run.Attempts, run.Preemptions.Count, run.LostUntil(world.Now), _stretches[run]))],
        Samples = _samples,
        Held = _held,
        Gpus = world.Setting.Gpus,
        PreemptionTimes = [.. world.Jobs.SelectMany(run => run.Preemptions).Order()],
        Utilisation = ((world.WantedReplicaSeconds * world.Setting.ReplicaGpus) + (_keptWork ?? world.Jobs.Sum(run => run.Saved * run.Job.GpusPerWorker)))
            / (world.Setting.Gpus * world.Setting.DurationSeconds),
    };

    private static void Stretch(List<JobStretch> stretches, JobStretch next)
    {
        if (stretches.Count > 0 && stretches[^1] is var last && last.To >= next.From && (last.Workers, last.Works) == (next.Workers, next.Works)) stretches[^1] = last with { To = next.To };
        else stretches.Add(next);
    }
}
