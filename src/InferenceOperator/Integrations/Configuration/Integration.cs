using InferenceOperator.Kubernetes;

namespace InferenceOperator.Integrations;

/// <summary>A kind of another controller that takes part in the capacity plan.</summary>
/// <param name="Type">The kind.</param>
/// <param name="SuspendPath">Its suspend field: true stops its pods, false makes them again.</param>
/// <param name="Owners">Kinds that stand between its pods and its objects, such as Job between a pod and a JobSet.</param>
/// <param name="Requires">What must hold for an object to be suspended at all.</param>
/// <param name="Title">What it is called in messages: the kind, with its group when two configured kinds are called the same.</param>
internal sealed record Integration(
    ResourceType Type, FieldPath SuspendPath, IReadOnlyList<ResourceType> Owners, IReadOnlyList<Requirement> Requires, string Title)
{
    /// <summary>Whether an owner reference names this kind, in whatever version.</summary>
    /// <param name="apiVersion">Of the reference.</param>
    /// <param name="kind">Of the reference.</param>
    /// <returns>True when it does.</returns>
    public bool IsNamedBy(string apiVersion, string kind) => IsNamedBy(Type, apiVersion, kind);

    /// <summary>Whether an owner reference names a kind, in whatever version.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="apiVersion">Of the reference.</param>
    /// <param name="kind">Of the reference.</param>
    /// <returns>True when it does.</returns>
    public static bool IsNamedBy(ResourceType type, string apiVersion, string kind) => type.Kind == kind && type.Group == GroupOf(apiVersion);

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? apiVersion[..slash] : "";
}
