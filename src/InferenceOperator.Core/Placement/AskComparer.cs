using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>Tells asks that mean the same, whichever object they belong to: most models and jobs of a cluster ask alike.</summary>
internal sealed class AskComparer : IEqualityComparer<GpuAsk>
{
    public static AskComparer Instance { get; } = new();

    public bool Equals(GpuAsk? x, GpuAsk? y) => ReferenceEquals(x, y) || (x is not null && y is not null
        && x.Count == y.Count && x.Resource == y.Resource && x.MinMemoryMiB == y.MinMemoryMiB
        && x.Products.SequenceEqual(y.Products) && x.Tolerations.SequenceEqual(y.Tolerations) && Same(x.NodeSelector, y.NodeSelector));

    public int GetHashCode(GpuAsk obj)
    {
        var hash = default(HashCode);
        hash.Add(obj.Count);
        hash.Add(obj.Resource, StringComparer.Ordinal);
        hash.Add(obj.MinMemoryMiB);
        foreach (var product in obj.Products) hash.Add(product, StringComparer.Ordinal);
        hash.Add(obj.Tolerations.Count);
        hash.Add(obj.NodeSelector.Count);
        return hash.ToHashCode();
    }

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
