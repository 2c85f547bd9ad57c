using System.Diagnostics.CodeAnalysis;
using InferenceOperator.Core.Model;

namespace InferenceOperator.Integrations;

/// <summary>Compares what pods ask for by content.</summary>
internal sealed class AskComparer : IEqualityComparer<GpuAsk>
{
    /// <summary>The one comparer.</summary>
    public static AskComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(GpuAsk? one, GpuAsk? other) => ReferenceEquals(one, other) || (one is not null && other is not null && Text(one) == Text(other));

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] GpuAsk ask) => Text(ask).GetHashCode(StringComparison.Ordinal);

    private static string Text(GpuAsk ask) => AnnotationJson.Write(PodGroup.Of([ask])[0]);
}
