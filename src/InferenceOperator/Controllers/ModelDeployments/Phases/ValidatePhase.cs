using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Refuses a spec that breaks a rule: nothing is made from it, and what runs stays.</summary>
internal sealed class ValidatePhase : IModelPhase
{
    public Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        var problems = ModelRules.Problems(pass.Model);
        if (problems.Count > 0)
            pass.Stall = new Stall(ConditionReasons.InvalidSpec, string.Join("; ", problems));
        return Task.CompletedTask;
    }
}
