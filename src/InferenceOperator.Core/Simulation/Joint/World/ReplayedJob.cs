namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>A training job of a trace: what it asks for, how much there is to do, and its checkpoint facts.</summary>
public sealed record ReplayedJob
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>When it is submitted, seconds from the start.</summary>
    public double SubmittedSeconds { get; init; }

    /// <summary>Workers wanted.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The fewest workers it can run with; <see cref="Workers"/>: it is not elastic.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>GPUs of a worker.</summary>
    public int GpusPerWorker { get; init; } = 1;

    /// <summary>Seconds that it takes with all its workers, undisturbed.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>How often it saves by itself, seconds.</summary>
    public double CheckpointIntervalSeconds { get; init; } = 600;

    /// <summary>How long saving takes when it is asked to, seconds.</summary>
    public double SaveSeconds { get; init; } = 30;

    /// <summary>Its grace period, seconds: how long it may take to save and exit, and when it is killed.</summary>
    public double GraceSeconds { get; init; } = 120;

    /// <summary>Loading and warming up again, seconds.</summary>
    public double ResumeSeconds { get; init; } = 60;

    /// <summary>Higher goes first among jobs.</summary>
    public int Priority { get; init; }

    /// <summary>Preemptions in a day after which the operator takes nothing more from it.</summary>
    public int MaxPreemptions { get; init; } = 5;

    /// <summary>GPUs of the whole gang.</summary>
    public int Gpus => Workers * GpusPerWorker;

    /// <summary>What there is to do, worker-seconds: with fewer workers it takes that much longer.</summary>
    public double Work => DurationSeconds * Workers;
}
