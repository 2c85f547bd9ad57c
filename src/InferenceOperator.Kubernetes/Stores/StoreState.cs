using System.Collections.Immutable;
using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>The contents of a cache at one moment, with its indexes.</summary>
internal sealed class StoreState<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public static readonly StoreState<T> Empty = new(
        ImmutableDictionary<ObjectKey, T>.Empty,
        ImmutableDictionary<string, ImmutableHashSet<ObjectKey>>.Empty,
        ImmutableDictionary<string, ImmutableHashSet<ObjectKey>>.Empty);

    private readonly ImmutableDictionary<ObjectKey, T> _objects;
    private readonly ImmutableDictionary<string, ImmutableHashSet<ObjectKey>> _byNamespace;
    private readonly ImmutableDictionary<string, ImmutableHashSet<ObjectKey>> _byOwner;
    private T[]? _list;

    private StoreState(
        ImmutableDictionary<ObjectKey, T> objects,
        ImmutableDictionary<string, ImmutableHashSet<ObjectKey>> byNamespace,
        ImmutableDictionary<string, ImmutableHashSet<ObjectKey>> byOwner) =>
        (_objects, _byNamespace, _byOwner) = (objects, byNamespace, byOwner);

    public int Count => _objects.Count;

    public IEnumerable<ObjectKey> Keys => _objects.Keys;

    public T? Get(ObjectKey key) => _objects.GetValueOrDefault(key);

    public T[] List() => _list ??= [.. _objects.Values];

    public T[] InNamespace(string name) => Select(_byNamespace, name);

    public T[] OwnedBy(string uid) => Select(_byOwner, uid);

    /// <summary>The contents after a change of one object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The new object; null: it is gone.</param>
    public StoreState<T> With(ObjectKey key, T? value)
    {
        var old = Get(key);
        return new StoreState<T>(
            value is null ? _objects.Remove(key) : _objects.SetItem(key, value),
            Moved(_byNamespace, key, old is null ? null : key.Namespace, value is null ? null : key.Namespace),
            Moved(_byOwner, key, Owner(old), Owner(value)));
    }

    private T[] Select(ImmutableDictionary<string, ImmutableHashSet<ObjectKey>> index, string value) =>
        index.TryGetValue(value, out var keys) ? [.. keys.Select(key => _objects[key])] : [];

    private static ImmutableDictionary<string, ImmutableHashSet<ObjectKey>> Moved(
        ImmutableDictionary<string, ImmutableHashSet<ObjectKey>> index, ObjectKey key, string? from, string? to)
    {
        if (from == to) return index;
        if (from is not null && index.TryGetValue(from, out var left))
        {
            left = left.Remove(key);
            index = left.IsEmpty ? index.Remove(from) : index.SetItem(from, left);
        }

        return to is null ? index : index.SetItem(to, index.GetValueOrDefault(to, []).Add(key));
    }

    private static string? Owner(T? value)
    {
        if (value?.Metadata.OwnerReferences is not { } owners) return null;
        foreach (var owner in owners)
            if (owner.Controller == true) return owner.Uid;
        return null;
    }
}
