using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using InferenceOperator.Scaling;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Finds the runtime. A runtime that is itself invalid serves nothing.</summary>
internal sealed class ChooseRuntimePhase(IResourceStores stores, LiveScale scale) : IModelPhase
{
    public async Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var runtimes = stores.Of<InferenceRuntime>().List().Where(runtime => runtime.Metadata.DeletionTimestamp is null);
        var choice = RuntimeChooser.Choose(pass.Model, runtimes, pass.Deployment);
        pass.Runtime = choice.Runtime;
        if (choice.Runtime is not null)
            return;
        pass.Stall = new Stall(choice.Reason!, choice.Message!);
        await scale.LowerAsync(pass, WantedReplicas.Now(pass.Model, pass.Scaling?.Desired, pass.Deployment?.Spec.Replicas), cancellationToken);
    }
}
