using InferenceOperator.Api;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Validation;

/// <summary>Checks a GpuPool: the rules of its CRD, which old API servers drop, and what CEL cannot say.</summary>
public static class GpuPoolValidator
{
    /// <summary>Finds every rule that the object breaks; empty when it is fine.</summary>
    /// <param name="pool">The object as read from the API.</param>
    public static IReadOnlyList<SpecViolation> Validate(GpuPool pool)
    {
        var violations = new Violations();
        var spec = pool.Spec;
        PodAdditionsChecks.Labels(spec.NodeSelector, "spec.nodeSelector", violations);
        violations.RequireDuration(spec.Training.MinRuntime, "spec.training.minRuntime", positive: false);
        violations.RequireDuration(spec.Reclaim.GiveBackDelay, "spec.reclaim.giveBackDelay", positive: false);
        violations.Require(spec.Reclaim.Order.Distinct().Count() == spec.Reclaim.Order.Count, "spec.reclaim.order", RuleMessages.UniqueSteps, string.Join(", ", spec.Reclaim.Order));
        return violations.Found;
    }
}
