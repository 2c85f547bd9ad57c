using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Integrations;

/// <summary>The annotation <c>inferenceoperator.io/preemptions</c>: what became of the object so far.</summary>
internal sealed record PreemptionHistory
{
    /// <summary>The window in which suspensions are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Nothing happened yet.</summary>
    public static PreemptionHistory Empty { get; } = new();

    /// <summary>When it was suspended, inside the window.</summary>
    public IReadOnlyList<DateTimeOffset>? Times { get; init; }

    /// <summary>GPU-seconds lost to suspensions so far, an estimate.</summary>
    public double LostGpuSeconds { get; init; }

    /// <summary>GPU-seconds that the last suspension cost; taken back when it came to nothing.</summary>
    public double LastLostGpuSeconds { get; init; }

    /// <summary>What suspensions of the last hour lost in which pool, an estimate; null: nothing.</summary>
    public IReadOnlyList<LossRecord?>? Losses { get; init; }

    /// <summary>It is not chosen before then; null: it may be.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When we resumed it; null: we did not.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>What its pods asked for before; their places are held until they are there.</summary>
    public IReadOnlyList<PodGroup>? Pods { get; init; }

    /// <summary>One suspension more.</summary>
    /// <param name="lost">GPU-seconds that it costs.</param>
    /// <param name="pools">Which part of its GPUs is in which pool.</param>
    /// <param name="now">When.</param>
    /// <returns>The history then.</returns>
    public PreemptionHistory Suspended(double lost, IReadOnlyDictionary<string, double> pools, DateTimeOffset now) => new()
    {
        Times = [.. (Times ?? []).Where(time => now - time < Window), now],
        LostGpuSeconds = Math.Round(LostGpuSeconds + lost),
        LastLostGpuSeconds = Math.Round(lost),
        Losses = RecentLosses.Add(LossesAt(now), pools, lost, now) is { Count: > 0 } losses ? losses : null,
    };

    /// <summary>What it lost in the hour before.</summary>
    /// <param name="now">The present moment.</param>
    /// <returns>What can be believed of the annotation.</returns>
    public IReadOnlyList<LossRecord> LossesAt(DateTimeOffset now) => RecentLosses.Read(Losses, now);

    /// <summary>Back by us.</summary>
    /// <param name="pods">What its pods asked for.</param>
    /// <param name="now">When.</param>
    /// <returns>The history then.</returns>
    public PreemptionHistory Resumed(IReadOnlyList<PodGroup>? pods, DateTimeOffset now) => this with { ResumedAt = now, Pods = pods, LastLostGpuSeconds = 0, NotBefore = null };

    /// <summary>Back by somebody else.</summary>
    /// <param name="notBefore">It is not chosen before then.</param>
    /// <returns>The history then.</returns>
    public PreemptionHistory LetGo(DateTimeOffset notBefore) => this with { NotBefore = notBefore, LastLostGpuSeconds = 0 };

    /// <summary>The last suspension came to nothing, and is not counted.</summary>
    /// <param name="notBefore">It is not chosen before then.</param>
    /// <returns>The history then.</returns>
    public PreemptionHistory Withdrawn(DateTimeOffset notBefore) => this with
    {
        Times = [.. (Times ?? []).SkipLast(1)],
        LostGpuSeconds = Math.Max(0, LostGpuSeconds - LastLostGpuSeconds),
        LastLostGpuSeconds = 0,
        Losses = Losses?.Where(loss => Times is not { Count: > 0 } times || loss?.At != times[^1]).ToList() is { Count: > 0 } others ? others : null,
        NotBefore = notBefore,
    };
}
