using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Phases;
using InferenceOperator.Controllers.ModelDeployments.Reporting;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>Serves models: observe, validate, choose a runtime, decide replicas, apply what differs, report once.</summary>
internal sealed class ModelDeploymentController(
    ObservePhase observe, ValidatePhase validate, ChooseRuntimePhase chooseRuntime, DecidePhase decide, ApplyPhase apply, StatusReporter reporter)
    : IEntityController<ModelDeployment>
{
    private readonly IModelPhase[] _phases = [observe, validate, chooseRuntime, decide, apply];

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(ModelDeployment entity, CancellationToken cancellationToken)
    {
        var pass = new ReconcilePass(entity);
        foreach (var phase in _phases)
        {
            await phase.RunAsync(pass, cancellationToken);
            if (pass.Stall is not null)
                break;
        }

        await reporter.ReportAsync(pass, cancellationToken);
        return new ReconcileResult(pass.LookAgain);
    }
}
