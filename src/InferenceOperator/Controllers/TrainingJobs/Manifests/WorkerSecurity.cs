using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs.Manifests;

/// <summary>The pod security standard "restricted" where the template says nothing; what it says stays.</summary>
internal static class WorkerSecurity
{
    /// <summary>Fills in what is left out.</summary>
    /// <param name="pod">The worker's pod, changed in place.</param>
    public static void Fill(V1PodSpec pod)
    {
        pod.AutomountServiceAccountToken ??= false;
        pod.SecurityContext ??= new V1PodSecurityContext();
        pod.SecurityContext.RunAsNonRoot ??= true;
        pod.SecurityContext.SeccompProfile ??= new V1SeccompProfile { Type = "RuntimeDefault" };
        FillUser(pod);
        foreach (var container in (pod.InitContainers ?? []).Concat(pod.Containers)) Fill(container);
    }

    // An image that says nothing runs as root, which the kubelet then refuses: a user is needed. Files of volumes go with it.
    private static void FillUser(V1PodSpec pod)
    {
        var context = pod.SecurityContext;
        if (context.RunAsNonRoot != true || context.RunAsUser is not null || pod.Containers.Any(container => container.SecurityContext?.RunAsUser is not null)) return;
        context.RunAsUser = SecurityContexts.NonRoot;
        context.RunAsGroup ??= SecurityContexts.NonRoot;
        if (context.FsGroup is not null) return;
        context.FsGroup = SecurityContexts.NonRoot;
        context.FsGroupChangePolicy ??= "OnRootMismatch";
    }

    // Trainers write caches and compiled kernels beside themselves, so their root stays writable unless the template says otherwise.
    private static void Fill(V1Container container)
    {
        container.SecurityContext ??= new V1SecurityContext();
        if (container.SecurityContext.Privileged == true) return;
        container.SecurityContext.AllowPrivilegeEscalation ??= false;
        container.SecurityContext.Capabilities ??= new V1Capabilities { Drop = ["ALL"] };
    }
}
