using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Gang;

/// <summary>What is on record of a gang (in the job's status).</summary>
public sealed record GangFacts
{
    /// <summary>Number of the current or last attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Where that attempt stands.</summary>
    public AttemptPhase Phase { get; init; }

    /// <summary>Why it ends or ended.</summary>
    public EndReason EndReason { get; init; }

    /// <summary>Workers of the attempt; 0 when none is under way.</summary>
    public int WorldSize { get; init; }

    /// <summary>Restarts after failures of workers.</summary>
    public int Restarts { get; init; }

    /// <summary>Attempts in a row that lost a worker before all of them ran.</summary>
    public int LostStarts { get; init; }

    /// <summary>Preemptions (shrinks and suspensions for inference), all told.</summary>
    public int Preemptions { get; init; }

    /// <summary>When those inside the window happened, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> PreemptionTimes { get; init; } = [];

    /// <summary>GPU-seconds lost to preemptions, all told.</summary>
    public double LostGpuSeconds { get; init; }

    /// <summary>What the preemptions of the last hour lost, by pool, oldest first.</summary>
    public IReadOnlyList<LossRecord> RecentLosses { get; init; } = [];

    /// <summary>The newest acknowledged checkpoint.</summary>
    public CheckpointRecord? LastCheckpoint { get; init; }

    /// <summary>When all workers of the attempt ran; null while they do not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it gave its GPUs to inference; null when it did not or is back.</summary>
    public DateTimeOffset? PreemptedAt { get; init; }

    /// <summary>When the last attempt had ended and was accounted for.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended, in words: which worker, exit code, message.</summary>
    public string? EndDetail { get; init; }

    /// <summary>When the job completed or failed for good.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether it completed or failed for good.</summary>
    public bool Finished => FinishedAt is not null;

    /// <summary>Value equality, element by element for the lists.</summary>
    /// <param name="other">Other facts.</param>
    /// <returns>True when all are equal.</returns>
    public bool Equals(GangFacts? other) =>
        other is not null && PreemptionTimes.SequenceEqual(other.PreemptionTimes) && RecentLosses.SequenceEqual(other.RecentLosses) && Scalars.Equals(other.Scalars);

    /// <inheritdoc/>
    public override int GetHashCode() => Scalars.GetHashCode();

    private (int, AttemptPhase, EndReason, int, int, int, int, double, CheckpointRecord?, DateTimeOffset?, DateTimeOffset?, DateTimeOffset?, DateTimeOffset?, string?) Scalars =>
        (Attempt, Phase, EndReason, WorldSize, Restarts, LostStarts, Preemptions, LostGpuSeconds, LastCheckpoint, StartedAt, PreemptedAt, FinishedAt, EndedAt, EndDetail);
}
