using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>A full, consistent list of a kind.</summary>
/// <param name="Items">The objects that could be read.</param>
/// <param name="Unreadable">Keys of those that could not.</param>
/// <param name="ResourceVersion">Where a watch continues.</param>
internal sealed record ListResult<T>(IReadOnlyList<T> Items, IReadOnlySet<ObjectKey> Unreadable, string ResourceVersion)
    where T : class, IKubernetesObject<V1ObjectMeta>;
