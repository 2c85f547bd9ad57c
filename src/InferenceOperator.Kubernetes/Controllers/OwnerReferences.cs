using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Reads and makes owner references.</summary>
public static class OwnerReferences
{
    /// <summary>The controlling owner of an object, when it is of a kind.</summary>
    /// <param name="child">The object.</param>
    /// <param name="ownerType">The owner's type; any version of the group counts.</param>
    /// <returns>Key of the owner, or null.</returns>
    public static ObjectKey? Controller(IKubernetesObject<V1ObjectMeta> child, ResourceType ownerType)
    {
        foreach (var owner in child.Metadata.OwnerReferences ?? [])
        {
            if (owner.Controller != true || owner.Kind != ownerType.Kind) continue;
            var slash = owner.ApiVersion.IndexOf('/', StringComparison.Ordinal);
            if ((slash < 0 ? "" : owner.ApiVersion[..slash]) == ownerType.Group) return new ObjectKey(child.Metadata.NamespaceProperty, owner.Name);
        }

        return null;
    }

    /// <summary>The reference that makes an object the controlling owner of its children.</summary>
    /// <param name="owner">The owner, with its UID.</param>
    /// <returns>The reference.</returns>
    public static V1OwnerReference ControlledBy(IKubernetesObject<V1ObjectMeta> owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name,
        Uid = owner.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };
}
