using InferenceOperator.Api;
using InferenceOperator.Validation;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Refuses a spec that breaks a rule: nothing is made from it, and what runs stays, unless it is to be suspended.</summary>
internal sealed class ValidatePhase(LiveScale scale) : IModelPhase
{
    public async Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        if (ModelDeploymentValidator.Validate(pass.Model) is not { Count: > 0 } violations)
            return;
        pass.Stall = new Stall(ConditionReasons.InvalidSpec, SpecViolation.Describe(violations));
        if (pass.Model.Spec.Suspend)
            await scale.LowerAsync(pass, 0, cancellationToken);
    }
}
