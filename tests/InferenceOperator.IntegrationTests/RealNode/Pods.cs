using k8s.Models;

namespace InferenceOperator.IntegrationTests.RealNodes;

/// <summary>Pods for tests of the real node.</summary>
internal static class Pods
{
    public static V1Pod Shell(string name, string image, string script) => With(name, new V1Container
    {
        Name = "main",
        Image = image,
        Command = ["/bin/sh", "-c", script],
    });

    public static V1Pod With(string name, V1Container container) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["app"] = name } },
        Spec = new V1PodSpec { RestartPolicy = "Never", TerminationGracePeriodSeconds = 30, Containers = [container] },
    };

    public static V1Pod Limit(this V1Pod pod, params ReadOnlySpan<(string Resource, string Quantity)> limits)
    {
        var resources = pod.Spec.Containers[0].Resources ??= new V1ResourceRequirements();
        resources.Limits ??= new Dictionary<string, ResourceQuantity>();
        foreach (var (resource, quantity) in limits) resources.Limits[resource] = new ResourceQuantity(quantity);
        return pod;
    }

    /// <summary>As the restricted Pod Security Standard asks, with a read-only root file system.</summary>
    public static V1Pod Restricted(this V1Pod pod)
    {
        pod.Spec.SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } };
        pod.Spec.Containers[0].SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new V1Capabilities { Drop = ["ALL"] },
        };
        return pod;
    }

    public static V1Pod Mount(this V1Pod pod, string claim, string path)
    {
        pod.Spec.Volumes = [new V1Volume { Name = claim, PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim } }];
        pod.Spec.Containers[0].VolumeMounts = [new V1VolumeMount { Name = claim, MountPath = path }];
        return pod;
    }

    public static bool IsReady(V1Pod pod) => pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    public static V1ContainerStateTerminated? Terminated(V1Pod pod) => pod.Status.ContainerStatuses?.FirstOrDefault()?.State?.Terminated;
}
