using System.Globalization;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Kubernetes;

/// <summary>The cache of a kind: one writer at a time, readers without a lock, subscribers called in order.</summary>
internal sealed partial class ResourceStore<T>(ILogger<ResourceStore<T>> logger, ResourceType? type = null) : IResourceStore<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string _kind = (type ?? ResourceType.Of<T>()).Kind;
    private readonly Lock _writing = new();
    private readonly List<Action<T?, T?>> _subscribers = [];
    private volatile StoreState<T> _state = StoreState<T>.Empty;
    private volatile bool _synced;

    public bool HasSynced => _synced;

    public T? Get(ObjectKey key) => _state.Get(key);

    public IReadOnlyCollection<T> List() => _state.List();

    public IReadOnlyCollection<T> ListNamespace(string namespaceName) => _state.InNamespace(namespaceName);

    public IReadOnlyCollection<T> OwnedBy(string ownerUid) => _state.OwnedBy(ownerUid);

    public IDisposable Subscribe(Action<T?, T?> onChange)
    {
        lock (_writing) _subscribers.Add(onChange);
        return new Subscription(this, onChange);
    }

    /// <summary>Takes in a full list: what is not in it is gone, except for objects that were there but could not be read.</summary>
    /// <param name="listed">The objects.</param>
    /// <param name="unreadable">Keys of objects that could not be read: they stay as last known.</param>
    /// <param name="rewound">True: the server went back in time, so that its older versions are the valid ones.</param>
    public void Replace(IReadOnlyCollection<T> listed, IReadOnlySet<ObjectKey> unreadable, bool rewound = false)
    {
        lock (_writing)
        {
            var present = listed.Select(item => ObjectKey.Of(item)).ToHashSet();
            foreach (var key in _state.Keys.Where(key => !present.Contains(key) && !unreadable.Contains(key)).ToList()) Set(key, null);
            foreach (var item in listed) Upsert(item, rewound);
            _synced = true;
        }
    }

    /// <summary>Takes in an added or changed object of a watch.</summary>
    public void Put(T item)
    {
        lock (_writing) Upsert(item);
    }

    /// <summary>Takes in the deletion of an object.</summary>
    public void Remove(T item) => Remove(ObjectKey.Of(item), item.Metadata.Uid);

    /// <summary>Takes in the deletion of an object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="uid">Its UID: a later object of the same name is another object.</param>
    public void Remove(ObjectKey key, string? uid)
    {
        lock (_writing)
        {
            if (_state.Get(key) is { } known && known.Metadata.Uid == uid) Set(key, null);
        }
    }

    /// <summary>
    /// Takes in the answer to one of our own writes, so that the next reconcile does not act on what it already changed.
    /// It never adds: the object may be gone by now, and only the watch knows.
    /// </summary>
    public void Written(T item)
    {
        lock (_writing)
        {
            if (_state.Get(ObjectKey.Of(item)) is { } known && known.Metadata.Uid == item.Metadata.Uid) Upsert(item);
        }
    }

    private void Upsert(T item, bool rewound = false)
    {
        var key = ObjectKey.Of(item);
        var known = _state.Get(key);
        if (known is not null && known.Metadata.Uid == item.Metadata.Uid)
        {
            // The watch repeats what a write's answer already told, and may be behind it.
            if (rewound ? item.Metadata.ResourceVersion == known.Metadata.ResourceVersion : !IsNewer(item, known)) return;
        }
        else if (known is not null)
        {
            Set(key, null);
        }

        Set(key, item);
    }

    private void Set(ObjectKey key, T? value)
    {
        var old = _state.Get(key);
        if (old is null && value is null) return;
        _state = _state.With(key, value);
        OperatorMetrics.StoreObjects.WithLabels(_kind).Set(_state.Count);
        foreach (var subscriber in _subscribers.ToArray())
        {
            try
            {
                subscriber(old, value);
            }
            catch (Exception e)
            {
                LogSubscriberFailed(e, _kind, key);
            }
        }
    }

    private static bool IsNewer(T item, T known) =>
        !ulong.TryParse(item.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var one)
        || !ulong.TryParse(known.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var other)
        || one > other;

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber failed on a change of {Kind} {Key}")]
    private partial void LogSubscriberFailed(Exception e, string kind, ObjectKey key);

    private sealed class Subscription(ResourceStore<T> store, Action<T?, T?> onChange) : IDisposable
    {
        public void Dispose()
        {
            lock (store._writing) store._subscribers.Remove(onChange);
        }
    }
}
