using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.SecondOwners;

/// <summary>Finds who, besides the operator, writes replicas of a model or of its Deployment.</summary>
internal sealed class ReplicaWriters(IResourceStores stores)
{
    private const string DeploymentKind = "Deployment";
    private const string DeploymentGroup = "apps/";
    private const string ScaledObjectKind = "ScaledObject";

    /// <summary>The second owner that an autoscaler's spec alone shows.</summary>
    /// <param name="pass">The pass; its Deployment is observed.</param>
    /// <returns>The second owner; null when there is none.</returns>
    public SecondOwner? Declared(ReconcilePass pass)
    {
        var mode = pass.Model.Spec.Scaling.Mode;
        if (pass.Deployment is not null && Targeting(pass.Key, DeploymentKind, DeploymentGroup) is { } ofDeployment)
            return new SecondOwner(true, $"{Name(ofDeployment)} writes spec.replicas of Deployment {pass.Key.Name}, which are the operator's: {Instead(ofDeployment, pass)}");
        return mode == ScalingModes.Slo && Targeting(pass.Key, ModelDeployment.KindName, ApiGroup.Name + "/") is { } ofModel
            ? new SecondOwner(false, $"{Name(ofModel)} writes spec.replicas, which has no effect in mode Slo: delete {Source(ofModel)}, or set spec.scaling.mode: External")
            : null;
    }

    /// <summary>The second owner that its writes show.</summary>
    /// <param name="pass">The pass; its Deployment holds replicas that the operator did not write.</param>
    /// <param name="wanted">Replicas that the operator wrote.</param>
    /// <returns>Who it is and what to do.</returns>
    public static SecondOwner Seen(ReconcilePass pass, int wanted) => new(true,
        $"{Manager(pass.Deployment!) ?? "somebody (the API server does not tell who)"} sets spec.replicas of Deployment {pass.Key.Name} to {pass.Deployment!.Spec.Replicas} again and again, where the operator "
        + $"wants {wanted}: stop it, and scale ModelDeployment {pass.Key.Name} instead, with spec.scaling.mode: Manual or External; meanwhile the number is put back now and then");

    /// <summary>Whoever owns the Deployment's replicas beside the operator, as the API server remembers it.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <returns>Such as <c>field manager "kubectl"</c>; null when nobody is known of.</returns>
    public static string? Manager(V1Deployment deployment) =>
        deployment.Metadata.ManagedFields?.Where(entry => entry.Manager != Labels.Manager).MaxBy(entry => entry.Time ?? DateTime.MinValue) is { } last
            ? $"field manager \"{last.Manager}\""
            : null;

    private V1HorizontalPodAutoscaler? Targeting(ObjectKey key, string kind, string group) => stores.Of<V1HorizontalPodAutoscaler>().ListNamespace(key.Namespace!)
        .Where(autoscaler => autoscaler.Metadata.DeletionTimestamp is null
            && autoscaler.Spec?.ScaleTargetRef is { } target && target.Kind == kind && target.Name == key.Name
            && (target.ApiVersion?.StartsWith(group, StringComparison.Ordinal) ?? true))
        .MinBy(autoscaler => autoscaler.Metadata.Name, StringComparer.Ordinal);

    private static string Name(V1HorizontalPodAutoscaler autoscaler) =>
        $"HorizontalPodAutoscaler {autoscaler.Metadata.NamespaceProperty}/{autoscaler.Metadata.Name}{(Maker(autoscaler) is { } maker ? $" of ScaledObject {maker}" : "")}";

    // KEDA makes its autoscaler again when only that is deleted.
    private static string Source(V1HorizontalPodAutoscaler autoscaler) => Maker(autoscaler) is { } maker
        ? $"ScaledObject {autoscaler.Metadata.NamespaceProperty}/{maker}"
        : $"HorizontalPodAutoscaler {autoscaler.Metadata.NamespaceProperty}/{autoscaler.Metadata.Name}";

    private static string? Maker(V1HorizontalPodAutoscaler autoscaler) =>
        autoscaler.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Kind == ScaledObjectKind)?.Name;

    private static string Instead(V1HorizontalPodAutoscaler autoscaler, ReconcilePass pass)
    {
        var mode = pass.Model.Spec.Scaling.Mode == ScalingModes.External ? "keep spec.scaling.mode: External" : "set spec.scaling.mode: External";
        return $"delete {Source(autoscaler)}, or {mode} and point its scaleTargetRef to ModelDeployment {pass.Key.Name} ({ApiGroup.Name}/{ApiGroup.Version})";
    }
}
