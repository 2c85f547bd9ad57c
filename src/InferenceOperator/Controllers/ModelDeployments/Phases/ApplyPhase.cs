using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Controllers.ModelDeployments.SecondOwners;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Writes the Service, the disruption budget and the Deployment, where they differ.</summary>
internal sealed class ApplyPhase(ChildApplier children, LiveScale scale, ReplicaGuard guard, IApiDiscovery discovery) : IModelPhase
{
    private static readonly TimeSpan TerminatingDelay = TimeSpan.FromSeconds(1);

    public async Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var inputs = pass.Inputs!;
        await ApplyAsync(pass, ServiceBuilder.Build(inputs), cancellationToken);
        await ApplyBudgetAsync(pass, inputs, cancellationToken);
        var desired = DeploymentBuilder.Build(inputs, PodTemplateBuilder.Build(inputs));
        // What somebody wrote while the other children were applied would be overwritten unnoticed.
        pass.Deployment = children.Live<V1Deployment>(pass.Key, pass.Model.Metadata.Uid);
        var outcome = pass switch
        {
            { Stall.Reason: ConditionReasons.NameConflict } => null,
            { RolloutWaits: true } => ChildOutcome.Unchanged,
            _ when guard.HoldsBack(pass, desired) => ChildOutcome.Unchanged,
            _ => await ApplyAsync(pass, desired, cancellationToken),
        };
        if (outcome is null)
            await scale.LowerAsync(pass, inputs.Replicas, cancellationToken);
        if (outcome is not (ChildOutcome.Created or ChildOutcome.Updated))
            return;
        var before = pass.Deployment?.Spec.Replicas ?? 0;
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

    /// <summary>Applies a child.</summary>
    /// <returns>What became of it; null when the API server refused it.</returns>
    private async Task<ChildOutcome?> ApplyAsync<T>(ReconcilePass pass, T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return Noted(pass, desired, await children.ApplyAsync(desired, cancellationToken));
        }
        catch (KubernetesApiException e) when (Refusal.Is(e))
        {
            pass.Stall ??= new Stall(ConditionReasons.ApplyRefused, e.Message);
            pass.LookAgainAfter(Refusal.RetryDelay);
            return null;
        }
    }

    private static ChildOutcome Noted<T>(ReconcilePass pass, T desired, ChildOutcome outcome)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (outcome == ChildOutcome.Terminating)
            pass.LookAgainAfter(TerminatingDelay);
        if (outcome == ChildOutcome.Foreign)
            pass.Stall ??= new Stall(ConditionReasons.NameConflict, $"{desired.Kind} \"{pass.Key.Name}\" exists and belongs to somebody else: delete it, or give the model another name");
        return outcome;
    }
}
