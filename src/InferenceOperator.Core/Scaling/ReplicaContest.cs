using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Two writers of one number. Ours is put back at once when somebody else takes it; but somebody who takes it again and again is another
/// controller, and to answer each of its writes at once would make pods come and go for ever: then it is put back seldom, and said so.
/// </summary>
public sealed record ReplicaContest
{
    /// <summary>Takings within <see cref="Window"/> that make a contest.</summary>
    public const int Takings = 3;

    /// <summary>The stretch of time in which takings are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>How long a number must stand before the contest is over.</summary>
    public static readonly TimeSpan Peace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private ImmutableArray<DateTimeOffset> Taken { get; init; } = [];

    private TimeSpan Pause { get; init; }

    private DateTimeOffset LastMove { get; init; }

    /// <summary>Nobody else writes.</summary>
    public static ReplicaContest None { get; } = new();

    /// <summary>Somebody takes the number again and again.</summary>
    public bool IsContested => Pause > TimeSpan.Zero;

    /// <summary>When our number is put back next; null: at once.</summary>
    public DateTimeOffset? PutBackAt { get; private init; }

    /// <summary>This was the first taking in a while.</summary>
    public bool IsFirst => Taken.Length == 1;

    /// <summary>Somebody else's number stands in place of ours.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The contest; our number is to be put back when <see cref="PutBackAt"/> is null.</returns>
    public ReplicaContest Lost(DateTimeOffset now)
    {
        if (IsContested)
        {
            return PutBackAt is { } due && now < due
                ? this with { LastMove = now }
                : this with { LastMove = now, PutBackAt = PutBackAt is null ? now + Pause : null, Pause = PutBackAt is null ? Pause : Longer(Pause) };
        }

        ImmutableArray<DateTimeOffset> taken = [.. Taken.Where(at => now - at < Window), now];
        return taken.Length < Takings
            ? this with { Taken = taken, LastMove = now }
            : this with { Taken = taken, LastMove = now, Pause = FirstPause, PutBackAt = now + FirstPause };
    }

    /// <summary>Our number stands.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The contest; <see cref="None"/> once it has stood long enough.</returns>
    public ReplicaContest Stands(DateTimeOffset now) => now - LastMove >= Peace ? None : this;

    /// <summary>When to look again without a change.</summary>
    /// <param name="now">The time.</param>
    /// <returns>How long from now; null: not needed.</returns>
    public TimeSpan? LookAgain(DateTimeOffset now) => !IsContested ? null : (PutBackAt ?? LastMove + Peace) is var due && due > now ? due - now : TimeSpan.FromSeconds(1);

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
