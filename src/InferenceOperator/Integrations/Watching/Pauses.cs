using System.Collections.Concurrent;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Integrations;

/// <summary>
/// What the API server refused lately: such objects, and such kinds, are not chosen for a while. It lives in memory alone; another process learns
/// it anew, by one refusal.
/// </summary>
internal sealed class Pauses(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _objects = new();
    private readonly ConcurrentDictionary<ResourceType, DateTimeOffset> _kinds = new();

    /// <summary>Leaves an object alone for a while.</summary>
    /// <param name="uid">Its UID.</param>
    /// <param name="pause">How long.</param>
    public void Pause(string uid, TimeSpan pause) => _objects[uid] = time.GetUtcNow() + pause;

    /// <summary>Leaves all objects of a kind alone for a while.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="pause">How long.</param>
    public void Pause(ResourceType type, TimeSpan pause) => _kinds[type] = time.GetUtcNow() + pause;

    /// <summary>Whether an object is left alone.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="uid">Its UID.</param>
    /// <returns>True when it is.</returns>
    public bool Hold(ResourceType type, string uid)
    {
        var now = time.GetUtcNow();
        return (_kinds.TryGetValue(type, out var kind) && now < kind) || (_objects.TryGetValue(uid, out var until) && now < until);
    }

    /// <summary>Forgets objects that are gone.</summary>
    /// <param name="uids">UIDs of those that exist.</param>
    public void KeepOnly(IReadOnlySet<string> uids)
    {
        foreach (var uid in _objects.Keys.Where(uid => !uids.Contains(uid)).ToList())
            _objects.TryRemove(uid, out _);
    }
}
