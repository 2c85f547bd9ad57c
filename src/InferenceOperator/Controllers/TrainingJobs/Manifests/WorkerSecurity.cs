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
        pod.SecurityContext.SeccompProfile ??= new V1SeccompProfile { Type = "RuntimeDefault" };
        var containers = (pod.InitContainers ?? []).Concat(pod.Containers).ToList();
        FillUsers(pod, containers);
        foreach (var container in containers) Fill(container);
    }

    // An image that says nothing runs as root, which the kubelet then refuses: a user is needed. Where some containers say theirs, the others get
    // one each, so that neither the group nor the ban on root reaches those that chose.
    private static void FillUsers(V1PodSpec pod, List<V1Container> containers)
    {
        var context = pod.SecurityContext;
        var wantsRoot = context.RunAsUser == 0 || containers.Exists(container => container.SecurityContext?.RunAsUser == 0);
        if (!wantsRoot) context.RunAsNonRoot ??= true;
        if (context.RunAsNonRoot == false || context.RunAsUser is not null) return;
        if (containers.Exists(Chooses))
        {
            foreach (var container in containers.Where(container => !Chooses(container))) FillUser(container, context);
        }
        else
        {
            context.RunAsUser = SecurityContexts.NonRoot;
            context.RunAsGroup ??= SecurityContexts.NonRoot;
        }

        if (!pod.Containers.Any(Chooses)) FillFiles(context);
    }

    private static bool Chooses(V1Container container) => container.SecurityContext is { RunAsUser: not null } or { RunAsNonRoot: false };

    private static void FillUser(V1Container container, V1PodSecurityContext pod)
    {
        container.SecurityContext ??= new V1SecurityContext();
        container.SecurityContext.RunAsUser = SecurityContexts.NonRoot;
        if (pod.RunAsGroup is null) container.SecurityContext.RunAsGroup ??= SecurityContexts.NonRoot;
        if (pod.RunAsNonRoot is null) container.SecurityContext.RunAsNonRoot ??= true;
    }

    // Files of volumes go with the user.
    private static void FillFiles(V1PodSecurityContext context)
    {
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
