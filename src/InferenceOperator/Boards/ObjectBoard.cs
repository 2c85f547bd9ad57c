using System.Collections.Concurrent;

namespace InferenceOperator.Boards;

/// <summary>
/// The newest entry for each object, by UID: written by one loop, read by controllers. Entries are immutable records, so a reader
/// holds a consistent one however long it looks. Nothing here survives a restart, and nothing needs to.
/// </summary>
/// <typeparam name="TEntry">The entry; its equality says whether something changed.</typeparam>
internal class ObjectBoard<TEntry>
    where TEntry : class
{
    private readonly ConcurrentDictionary<string, TEntry> _entries = new();
    private readonly Subscriptions<string> _subscriptions = new();

    /// <summary>All entries by UID; a snapshot.</summary>
    public IReadOnlyDictionary<string, TEntry> Entries => _entries.ToDictionary();

    /// <summary>The entry of an object.</summary>
    /// <param name="uid">UID of the object.</param>
    /// <returns>The entry; null while there is none.</returns>
    public TEntry? Get(string uid) => _entries.GetValueOrDefault(uid);

    /// <summary>Replaces the entry of an object and tells the subscribers when it differs from the last.</summary>
    /// <param name="uid">UID of the object.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>True when it differs.</returns>
    public bool Set(string uid, TEntry entry)
    {
        if (_entries.TryGetValue(uid, out var last) && last.Equals(entry))
            return false;
        _entries[uid] = entry;
        _subscriptions.Notify(uid);
        return true;
    }

    /// <summary>Drops the entries of objects that are gone.</summary>
    /// <param name="uids">UIDs of the objects that exist.</param>
    /// <returns>UIDs of the dropped entries.</returns>
    public IReadOnlyList<string> KeepOnly(IReadOnlySet<string> uids)
    {
        string[] gone = [.. _entries.Keys.Where(uid => !uids.Contains(uid))];
        foreach (var uid in gone)
        {
            _entries.TryRemove(uid, out _);
            _subscriptions.Notify(uid);
        }

        return gone;
    }

    /// <summary>Calls back with the UID on every change, on the writer's thread: be quick.</summary>
    /// <param name="onChange">The callback.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<string> onChange) => _subscriptions.Add(onChange);
}
