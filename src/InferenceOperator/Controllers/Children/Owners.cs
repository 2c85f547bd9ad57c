using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.Children;

/// <summary>Reads owner references.</summary>
internal static class Owners
{
    /// <summary>The controller of an object.</summary>
    /// <param name="child">The object.</param>
    /// <returns>Its controller's reference, or null.</returns>
    public static V1OwnerReference? ControllerOf(IKubernetesObject<V1ObjectMeta> child) =>
        child.Metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);

    /// <summary>Whether an object is the owner's: it controls it, or we applied it and it was orphaned (kubectl delete --cascade=orphan), so it is taken back.</summary>
    /// <param name="child">The object.</param>
    /// <param name="ownerUid">UID of the owner.</param>
    /// <returns>True when it is.</returns>
    public static bool IsOf(IKubernetesObject<V1ObjectMeta> child, string ownerUid) => ControllerOf(child) is { } controller
        ? controller.Uid == ownerUid
        : child.GetAnnotation(ChildState.AppliedAnnotation) is not null;
}
