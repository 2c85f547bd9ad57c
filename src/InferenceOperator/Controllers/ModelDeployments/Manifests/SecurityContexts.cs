using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The security contexts of the pod security standard "restricted", and a read-only root.</summary>
internal static class SecurityContexts
{
    /// <summary>User, group and file group of the pods: nonroot, as distroless images have it.</summary>
    public const long NonRoot = 65532;

    /// <summary>The pod's context.</summary>
    public static V1PodSecurityContext Pod() => new()
    {
        RunAsNonRoot = true,
        RunAsUser = NonRoot,
        RunAsGroup = NonRoot,
        FsGroup = NonRoot,
        // Without it the kubelet changes the owner of every file of a large volume at each start.
        FsGroupChangePolicy = "OnRootMismatch",
        SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
    };

    /// <summary>A container's context.</summary>
    public static V1SecurityContext Container() => new()
    {
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
    };
}
