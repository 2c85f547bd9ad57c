using InferenceOperator.Api;
using InferenceOperator.Boards;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Hosting;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Decides replicas, CPU or GPU, and the manner of a rollout: all that the manifests are made of.</summary>
internal sealed class DecidePhase(IOptions<OperatorOptions> options, ServerVersion server, RolloutBoard rollouts) : IModelPhase
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
        var replacing = pass.Deployment is { } deployment && (Rollout.IsGoingOn(deployment) || HasOtherTemplate(deployment, inputs));
        AskForRoom(pass, inputs);
        pass.Inputs = inputs with { Surge = ShouldSurge(pass, inputs, replacing) };
        pass.RolloutHow = replacing ? RolloutWords.Of(pass) : null;
    }

    /// <summary>
    /// Of a single replica in place nothing would serve for a while: its rollout asks the plan for room, and begins when the plan has answered
    /// and the GPUs that it takes from training are there. One that does not serve anyhow is not worth a preemption.
    /// </summary>
    private void AskForRoom(ReconcilePass pass, WorkloadInputs inputs)
    {
        var uid = pass.Model.Metadata.Uid;
        var isOne = inputs.GpuCount > 0
            && pass is { Model.Spec.Rollout.Strategy: RolloutStrategies.Auto, Target.Wanted: 1, Deployment: { Spec.Replicas: 1, Status.ReadyReplicas: > 0 } };
        var begins = isOne && HasOtherTemplate(pass.Deployment!, inputs);
        // Until the Deployment controller has looked, nothing shows that pods are being replaced, and the room is still wanted.
        var goesOn = isOne && (Rollout.HasOldPods(pass.Deployment!) || (!Rollout.IsObserved(pass.Deployment!) && rollouts.WantsSurge(uid)));
        rollouts.Put(uid, begins || goesOn);
        pass.RolloutWaits = begins && pass.Admission is not ({ SurgeAsked: true, CanSurge: true } or { SurgeAsked: true, SurgeComing: null });
    }

    private static bool ShouldSurge(ReconcilePass pass, WorkloadInputs inputs, bool replacing) => RolloutBuilder.ShouldSurge(
        pass.Model.Spec.Rollout.Strategy,
        inputs.GpuCount,
        pass.Admission?.CanSurge == true,
        pass.Deployment?.Spec.Strategy?.RollingUpdate?.MaxSurge is { } surge ? surge.Value != "0" : null,
        replacing);

    private static bool HasOtherTemplate(V1Deployment deployment, WorkloadInputs inputs) =>
        deployment.Metadata.Annotations?.TryGetValue(DeploymentBuilder.TemplateAnnotation, out var template) != true
        || template != ChildState.Hash(PodTemplateBuilder.Build(inputs));
}
