using InferenceOperator.Core.Model;

namespace InferenceOperator.Integrations;

/// <summary>Pods of an object that ask for the same.</summary>
/// <param name="Pods">How many.</param>
/// <param name="Gpus">GPUs of each.</param>
/// <param name="Resource">The resource, such as nvidia.com/gpu.</param>
internal sealed record PodGroup(int Pods, int Gpus, string Resource)
{
    /// <summary>More would be no gang, but a mistake or mischief in an annotation.</summary>
    private const int MostPods = 4096;

    /// <summary>Acceptable GPU products; null: any.</summary>
    public IReadOnlyList<string>? Products { get; init; }

    /// <summary>Node labels that are required; null: none.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints that are tolerated; null: none.</summary>
    public IReadOnlyList<PodToleration>? Tolerations { get; init; }

    /// <summary>Groups what pods ask for.</summary>
    /// <param name="asks">One for each pod.</param>
    /// <returns>The groups, the largest ask first.</returns>
    public static IReadOnlyList<PodGroup> Of(IEnumerable<GpuAsk> asks) =>
    [
        .. asks.Select(Single).GroupBy(AnnotationJson.Write).OrderByDescending(group => group.First().Gpus).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.First() with { Pods = group.Count() }),
    ];

    /// <summary>What the pods ask for, one for each.</summary>
    /// <param name="groups">The groups; null: none.</param>
    /// <returns>The asks; none when the groups make no sense.</returns>
    public static IReadOnlyList<GpuAsk> Asks(IReadOnlyList<PodGroup?>? groups) =>
        groups is null || groups.Any(group => group is not { Pods: > 0, Gpus: > 0, Resource: not null }) || groups.Sum(group => (long)group!.Pods) > MostPods
            ? []
            : [.. groups.SelectMany(group => Enumerable.Repeat(group!.Ask(), group.Pods))];

    private static PodGroup Single(GpuAsk ask) => new(1, ask.Count, ask.Resource)
    {
        Products = ask.Products.Count > 0 ? ask.Products : null,
        NodeSelector = ask.NodeSelector.Count > 0 ? new SortedDictionary<string, string>(ask.NodeSelector.ToDictionary(), StringComparer.Ordinal) : null,
        Tolerations = ask.Tolerations.Count > 0 ? ask.Tolerations : null,
    };

    private GpuAsk Ask() => new()
    {
        Count = Gpus,
        Resource = Resource,
        Products = Products ?? [],
        NodeSelector = NodeSelector ?? new Dictionary<string, string>(),
        Tolerations = Tolerations ?? [],
    };
}
