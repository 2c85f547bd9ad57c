namespace InferenceOperator.Core.Training.Gang;

/// <summary>One training job as its controller sees it.</summary>
public sealed record GangState
{
    /// <summary>GPUs of one worker.</summary>
    public int GpusPerWorker { get; init; }

    /// <summary>Its owner wants it stopped.</summary>
    public bool UserSuspended { get; init; }

    /// <summary>The worker template changed since the attempt began.</summary>
    public bool TemplateChanged { get; init; }

    /// <summary>Failures after which the job has failed.</summary>
    public int BackoffLimit { get; init; } = 3;

    /// <summary>Preemptions older than this leave <see cref="GangFacts.PreemptionTimes"/>.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often the job saves by itself: a stop without an acknowledgement loses at most that.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time to load and warm up again: part of what a preemption loses.</summary>
    public TimeSpan ResumeCost { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Which part of its workers is in which pool, together 1; empty: not known.</summary>
    public IReadOnlyDictionary<string, double> Pools { get; init; } = new Dictionary<string, double>();

    /// <summary>What is on record.</summary>
    public GangFacts Facts { get; init; } = new();

    /// <summary>The worker pods that exist.</summary>
    public IReadOnlyList<WorkerState> Workers { get; init; } = [];

    /// <summary>A worker of the current attempt ran. A kubelet may lose what it knew of a container: that all ran once is on record.</summary>
    internal bool Ran => Facts.StartedAt is not null || Workers.Any(worker => worker.Attempt == Facts.Attempt && worker.StartedAt is not null);
}
