using InferenceOperator.Api;
using InferenceOperator.Validation;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Refuses a spec that breaks a rule: nothing is made from it, and what runs stays.</summary>
internal sealed class ValidatePhase : IModelPhase
{
    public Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        if (ModelDeploymentValidator.Validate(pass.Model) is { Count: > 0 } violations)
            pass.Stall = new Stall(ConditionReasons.InvalidSpec, SpecViolation.Describe(violations));
        return Task.CompletedTask;
    }
}
