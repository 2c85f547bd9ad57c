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
}
