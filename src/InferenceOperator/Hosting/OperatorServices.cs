using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.GpuPools;
using InferenceOperator.Controllers.InferenceRuntimes;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Controllers.ModelDeployments.Phases;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using InferenceOperator.Controllers.ModelDeployments.SecondOwners;
using InferenceOperator.Crds;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Hosting;

/// <summary>Registers what the operator consists of.</summary>
internal static class OperatorServices
{
    /// <summary>Adds everything.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The options.</param>
    /// <param name="adjust">Changes the runtime's settings, for tests.</param>
    public static void AddInferenceOperator(this IServiceCollection services, OperatorOptions options, Action<KubernetesOperatorOptions>? adjust)
    {
        var builder = services.AddKubernetesOperator(runtime =>
        {
            runtime.Version = ProductVersion.Text;
            runtime.KubeconfigPath = options.Kubeconfig;
            runtime.WatchNamespace = options.Namespace;
            runtime.LeaderElection.Enabled = options.LeaderElect;
            runtime.LeaderElection.LeaseName = options.LeaderElectionName;
            runtime.LeaderElection.LeaseNamespace = options.LeaderElectionNamespace;
            adjust?.Invoke(runtime);
        });
        services.AddSingleton<ServerVersion>();
        services.AddSingleton<CrdPresence>().AddHostedService(provider => provider.GetRequiredService<CrdPresence>());
        services.AddSingleton<ChildApplier>();
        builder.AddLeaderService<StartupReport>();
        builder.AddLeaderService<CrdFreshness>();
        AddModelDeployments(builder);
        builder.AddController<InferenceRuntimeController, InferenceRuntime>();
        builder.AddController<GpuPoolController, GpuPool>();
        builder.AddTrainingJobs();
        builder.AddIntegrations(options);
        builder.AddScalingAndCapacity(options);
    }

    private static void AddModelDeployments(OperatorBuilder builder)
    {
        builder.Services.AddSingleton<ObservePhase>().AddSingleton<ValidatePhase>().AddSingleton<ChooseRuntimePhase>().AddSingleton<DecidePhase>().AddSingleton<ApplyPhase>();
        builder.Services.AddSingleton<ReplicaWriters>().AddSingleton<ReplicaGuard>();
        builder.Services.AddSingleton<LiveScale>().AddSingleton<ScalingReport>().AddSingleton<StatusBuilder>().AddSingleton<StatusReporter>().AddSingleton<ModelEvents>();
        builder.AddController<ModelDeploymentController, ModelDeployment>(controller => controller
            .Watches<V1Deployment>(ModelOfSameName)
            .Watches<V1Service>(ModelOfSameName)
            .Watches<V1PodDisruptionBudget>(ModelOfSameName, store => store.Optional = true)
            .Watches<LegacyPodDisruptionBudget>(ModelOfSameName, store => store.Optional = true)
            // Only to name them: an operator that may not read them goes on without.
            .Watches<V1HorizontalPodAutoscaler>(ModelOfTarget, store => store.Optional = store.MayBeForbidden = true)
            .Watches<V1Pod>(ModelOf, store => store.AllNamespaces = true)
            .Watches<InferenceRuntime>((_, stores) => stores.Of<ModelDeployment>().List().Select(ObjectKey.Of)));
    }

    // Children carry the model's name, and one that belongs to somebody else matters, too: when it goes, the model can have the name.
    private static IEnumerable<ObjectKey> ModelOfSameName(IKubernetesObject<V1ObjectMeta> child, IResourceStores stores) =>
        stores.Of<ModelDeployment>().Get(ObjectKey.Of(child)) is null ? [] : [ObjectKey.Of(child)];

    // Target of either kind: the model's own name, or its Deployment's, which is the same.
    private static IEnumerable<ObjectKey> ModelOfTarget(V1HorizontalPodAutoscaler autoscaler, IResourceStores stores) =>
        autoscaler.Spec?.ScaleTargetRef is { Kind: ModelDeployment.KindName or "Deployment", Name: { } name }
        && new ObjectKey(autoscaler.Metadata.NamespaceProperty, name) is var key && stores.Of<ModelDeployment>().Get(key) is not null ? [key] : [];

    // A pod's controller is a ReplicaSet; its label names the model.
    private static IEnumerable<ObjectKey> ModelOf(V1Pod pod, IResourceStores stores) =>
        pod.Metadata.Labels is { } labels && labels.TryGetValue(Labels.Model, out var model) ? [new ObjectKey(pod.Metadata.NamespaceProperty, model)] : [];
}
