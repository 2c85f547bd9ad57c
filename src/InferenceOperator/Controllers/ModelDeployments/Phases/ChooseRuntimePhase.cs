using InferenceOperator.Api;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Finds the runtime. A runtime that is itself invalid serves nothing.</summary>
internal sealed class ChooseRuntimePhase(IResourceStores stores) : IModelPhase
{
    public Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var choice = RuntimeChooser.Choose(pass.Model, stores.Of<InferenceRuntime>().List().Where(runtime => runtime.Metadata.DeletionTimestamp is null));
        pass.Runtime = choice.Runtime;
        if (choice.Runtime is null)
            pass.Stall = new Stall(choice.Reason!, choice.Message!);
        return Task.CompletedTask;
    }
}
