using InferenceOperator.Api;

namespace InferenceOperator.Crds;

/// <summary>The CustomResourceDefinitions of every kind of the product.</summary>
public static class CrdCatalog
{
    /// <summary>The kinds, in the order of the documentation.</summary>
    public static IReadOnlyList<Type> Kinds { get; } = [typeof(ModelDeployment), typeof(TrainingJob), typeof(InferenceRuntime), typeof(GpuPool)];

    /// <summary>Their definitions.</summary>
    public static IReadOnlyList<CrdDefinition> All { get; } = [.. Kinds.Select(CrdDefinition.For)];
}
