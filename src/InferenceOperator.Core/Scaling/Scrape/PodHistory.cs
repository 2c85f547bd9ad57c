using System.Collections.Immutable;

namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>The snapshots of one pod over a window, oldest first.</summary>
public sealed record PodHistory
{
    /// <summary>Nothing seen.</summary>
    public static PodHistory Empty { get; } = new();

    /// <summary>The snapshots.</summary>
    public ImmutableList<PodSnapshot> Snapshots { get; private init; } = [];

    /// <summary>The newest one; null: none.</summary>
    public PodSnapshot? Newest => Snapshots.IsEmpty ? null : Snapshots[^1];

    /// <summary>Adds a snapshot and drops those that the window does not need: it keeps one from before its beginning, so that it is covered.</summary>
    /// <param name="snapshot">The snapshot, later than all others.</param>
    /// <param name="window">The window.</param>
    /// <returns>The new history.</returns>
    public PodHistory With(PodSnapshot snapshot, TimeSpan window)
    {
        var begin = snapshot.At - window;
        var first = Snapshots.FindLastIndex(old => old.At <= begin);
        return new() { Snapshots = Snapshots.RemoveRange(0, Math.Max(0, first)).Add(snapshot) };
    }

    /// <summary>What the pod did over the window: back to the first pair of neighbours that cannot be compared.</summary>
    /// <param name="window">The window.</param>
    /// <returns>The change; null when the newest two cannot be compared.</returns>
    public PodChange? Change(TimeSpan window)
    {
        var changes = new List<PodChange>();
        for (var i = Snapshots.Count - 1; i > 0; i--)
        {
            if (PodChange.Between(Snapshots[i - 1], Snapshots[i], window) is not { } change)
                break;
            changes.Add(change);
        }

        return changes.Count == 0 ? null : PodChange.Sum(changes);
    }

    /// <summary>What the pod did between the newest two snapshots.</summary>
    /// <param name="window">Two that are further apart are no neighbours.</param>
    /// <returns>The change; null when they cannot be compared.</returns>
    public PodChange? NewestChange(TimeSpan window) => Snapshots.Count < 2 ? null : PodChange.Between(Snapshots[^2], Snapshots[^1], window);
}
