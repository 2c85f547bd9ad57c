using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Hosting;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Decides replicas, CPU or GPU, and the manner of a rollout: all that the manifests are made of.</summary>
internal sealed class DecidePhase(IOptions<OperatorOptions> options, ServerVersion server) : IModelPhase
{
    public async Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var target = ReplicaTarget.Decide(pass.Model, pass.Scaling, pass.Admission, pass.Deployment?.Spec.Replicas);
        pass.Target = target;
        var inputs = new WorkloadInputs(pass.Model, pass.Runtime!, options.Value.PullImage)
        {
            PullImagePullPolicy = options.Value.PullImagePullPolicy,
            Replicas = target.Replicas,
            UseCpu = CpuFallback.IsUsed(pass.Model.Spec, pass.Admission, pass.Deployment),
            NativeSleep = ServerVersion.KnowsPreStopSleep(await server.GetAsync(cancellationToken)),
        };
        pass.Inputs = inputs with { Surge = ShouldSurge(pass, inputs) };
    }

    private static bool ShouldSurge(ReconcilePass pass, WorkloadInputs inputs) => RolloutBuilder.ShouldSurge(
        pass.Model.Spec.Rollout.Strategy,
        inputs.GpuCount,
        pass.Admission?.CanSurge == true,
        pass.Deployment?.Spec.Strategy?.RollingUpdate?.MaxSurge is { } surge ? surge.Value != "0" : null,
        pass.Deployment is { } deployment && Replacing(deployment, inputs));

    private static bool Replacing(V1Deployment deployment, WorkloadInputs inputs) =>
        Rollout.IsGoingOn(deployment)
        || deployment.Metadata.Annotations?.TryGetValue(DeploymentBuilder.TemplateAnnotation, out var template) != true
        || template != ChildState.Hash(PodTemplateBuilder.Build(inputs));
}
