using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Writes the Service, the disruption budget and the Deployment, where they differ.</summary>
internal sealed class ApplyPhase(ChildApplier children, IApiDiscovery discovery) : IModelPhase
{
    private static readonly TimeSpan TerminatingDelay = TimeSpan.FromSeconds(1);

    public async Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var inputs = pass.Inputs!;
        await ApplyAsync(pass, ServiceBuilder.Build(inputs), cancellationToken);
        await ApplyBudgetAsync(pass, inputs, cancellationToken);
        if (pass.Stall is not null)
            return;
        var before = pass.Deployment?.Spec.Replicas ?? 0;
        var desired = DeploymentBuilder.Build(inputs, PodTemplateBuilder.Build(inputs));
        var outcome = await ApplyAsync(pass, desired, cancellationToken);
        if (outcome is not (ChildOutcome.Created or ChildOutcome.Updated))
            return;
        pass.ReplicasBefore = before == inputs.Replicas ? null : before;
        pass.TemplateChanged = pass.Deployment is { } old && old.GetAnnotation(DeploymentBuilder.TemplateAnnotation) != desired.GetAnnotation(DeploymentBuilder.TemplateAnnotation);
    }

    private async Task ApplyBudgetAsync(ReconcilePass pass, WorkloadInputs inputs, CancellationToken cancellationToken)
    {
        var uid = pass.Model.Metadata.Uid;
        if (discovery.Serves("policy/v1", "poddisruptionbudgets"))
        {
            if (DisruptionBudgetBuilder.IsSensible(inputs.Spec))
                await ApplyAsync(pass, DisruptionBudgetBuilder.Build(inputs), cancellationToken);
            else
                await children.RemoveAsync<V1PodDisruptionBudget>(pass.Key, uid, cancellationToken);
        }
        else if (discovery.Serves("policy/v1beta1", "poddisruptionbudgets"))
        {
            if (DisruptionBudgetBuilder.IsSensible(inputs.Spec))
                await ApplyAsync(pass, DisruptionBudgetBuilder.BuildLegacy(inputs), cancellationToken);
            else
                await children.RemoveAsync<LegacyPodDisruptionBudget>(pass.Key, uid, cancellationToken);
        }
    }

    private async Task<ChildOutcome> ApplyAsync<T>(ReconcilePass pass, T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var outcome = await children.ApplyAsync(desired, cancellationToken);
        if (outcome == ChildOutcome.Terminating)
            pass.LookAgainAfter(TerminatingDelay);
        if (outcome == ChildOutcome.Foreign)
            pass.Stall ??= new Stall(ConditionReasons.NameConflict, $"{desired.Kind} \"{pass.Key.Name}\" exists and belongs to somebody else: delete it, or give the model another name");
        return outcome;
    }
}
