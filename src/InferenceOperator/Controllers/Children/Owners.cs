using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.Children;

/// <summary>Owner references of children.</summary>
internal static class Owners
{
    /// <summary>The reference that makes <paramref name="owner"/> the controller of a child.</summary>
    /// <param name="owner">The owner, as read from the cluster.</param>
    /// <returns>The reference.</returns>
    public static V1OwnerReference ControllerReference(IKubernetesObject<V1ObjectMeta> owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name,
        Uid = owner.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    /// <summary>The controller of an object.</summary>
    /// <param name="child">The object.</param>
    /// <returns>Its controller's reference, or null.</returns>
    public static V1OwnerReference? ControllerOf(IKubernetesObject<V1ObjectMeta> child) =>
        child.Metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);
}
