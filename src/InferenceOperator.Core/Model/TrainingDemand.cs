namespace InferenceOperator.Core.Model;

/// <summary>What a TrainingJob wants, has, and would lose.</summary>
public sealed record TrainingDemand
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>What one worker asks for.</summary>
    public GpuAsk Ask { get; init; } = new();

    /// <summary>What each worker asks for, where they differ: as many as <see cref="Workers"/>. Null: each asks for <see cref="Ask"/>.</summary>
    public IReadOnlyList<GpuAsk>? Asks { get; init; }

    /// <summary>Another controller makes its pods: it is stopped and comes back as a whole, and nobody tells it to give up a place.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Workers wanted.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The fewest workers it can run with.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>Its owner stopped it.</summary>
    public bool UserSuspended { get; init; }

    /// <summary>It completed or failed for good.</summary>
    public bool Finished { get; init; }

    /// <summary>Its spec is invalid: nothing new is granted, what runs stays.</summary>
    public bool Invalid { get; init; }

    /// <summary>Workers granted last, as its status says; 0 when it waits.</summary>
    public int GrantedWorkers { get; init; }

    /// <summary>When it gave its GPUs to inference; null when it did not or is back.</summary>
    public DateTimeOffset? PreemptedAt { get; init; }

    /// <summary>When the current workers started; null while they do not all run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its newest checkpoint; null when none is known.</summary>
    public DateTimeOffset? LastCheckpointAt { get; init; }

    /// <summary>How often it saves by itself.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long saving takes at most after SIGTERM.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long loading and warming up again takes.</summary>
    public TimeSpan ResumeCost { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When it was preempted inside its window.</summary>
    public IReadOnlyList<DateTimeOffset> Preemptions { get; init; } = [];

    /// <summary>Preemptions in <see cref="Window"/> after which it is protected.</summary>
    public int MaxPreemptions { get; init; } = 5;

    /// <summary>The window of <see cref="MaxPreemptions"/>.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>GPU-seconds lost to preemptions so far.</summary>
    public double LostGpuSeconds { get; init; }

    /// <summary>What preemptions of the last hour lost, as far as that is known.</summary>
    public IReadOnlyList<LossRecord> RecentLosses { get; init; } = [];

    /// <summary>Workers of a gang that is being stopped for inference, and of which nobody knows yet what that loses; 0: there are none.</summary>
    public int EndingWorkers { get; init; }

    /// <summary>Higher goes first in the queue.</summary>
    public int Priority { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it may take part in the queue at all.</summary>
    public bool WantsToRun => !UserSuspended && !Finished;
}
