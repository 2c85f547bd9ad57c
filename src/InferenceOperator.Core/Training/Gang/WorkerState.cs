namespace InferenceOperator.Core.Training.Gang;

/// <summary>A worker pod of a gang.</summary>
public sealed record WorkerState
{
    /// <summary>How long after its deadline a stopping pod that says nothing counts as lost with its node.</summary>
    public static TimeSpan LostAfter { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The pod's name.</summary>
    public required string Pod { get; init; }

    /// <summary>Its rank.</summary>
    public int Rank { get; init; }

    /// <summary>The attempt it was made for.</summary>
    public int Attempt { get; init; }

    /// <summary>Its container runs.</summary>
    public bool Running { get; init; }

    /// <summary>When its container started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its pod was asked to stop.</summary>
    public bool Terminating { get; init; }

    /// <summary>Until when a stopping pod may still run.</summary>
    public DateTimeOffset? StopDeadline { get; init; }

    /// <summary>It has ended: the pod's phase is Succeeded or Failed, or every container has terminated.</summary>
    public bool Ended { get; init; }

    /// <summary>It has ended, and not by itself: it was evicted, or its node was shut down. Its exit code is no failure and completes nothing.</summary>
    public bool Disrupted { get; init; }

    /// <summary>It ran longer than its pod's activeDeadlineSeconds, and was ended for it: a failure, whatever its exit code.</summary>
    public bool OverDeadline { get; init; }

    /// <summary>Exit code; null while it runs well or when it is unknown (a lost node).</summary>
    public int? ExitCode { get; init; }

    /// <summary>Termination message; null when there is none.</summary>
    public string? Message { get; init; }

    /// <summary>Why the cluster took it, in the cluster's words; null when nobody says.</summary>
    public string? LostBecause { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Our finalizer is still on the pod.</summary>
    public bool Held { get; init; }

    /// <summary>Whether a worker failed by itself. It may still have containers that run.</summary>
    /// <param name="worker">The worker.</param>
    /// <returns>True when it did.</returns>
    public static bool HasFailed(WorkerState worker) =>
        worker is { Terminating: false, Disrupted: false } and ({ OverDeadline: true } or { ExitCode: not null and not 0 });

    /// <summary>Whether a worker did its work and ended by itself. One that was asked to stop also ends with 0, once it has saved.</summary>
    /// <param name="worker">The worker.</param>
    /// <returns>True when it did.</returns>
    public static bool HasCompleted(WorkerState worker) =>
        worker is { Ended: true, ExitCode: 0, Terminating: false, Disrupted: false, OverDeadline: false };
}
