using InferenceOperator.Api;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Validation;

/// <summary>Checks a TrainingJob: the rules of its CRD, which old API servers drop, and what CEL cannot say.</summary>
public static class TrainingJobValidator
{
    private static readonly string[] OwnVariables = ["RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"];

    /// <summary>Finds every rule that the object breaks; empty when it is fine.</summary>
    /// <param name="job">The object as read from the API.</param>
    public static IReadOnlyList<SpecViolation> Validate(TrainingJob job)
    {
        var violations = new Violations();
        var spec = job.Spec;
        violations.RequireMatch(job.Metadata.Name, RulePatterns.ServiceName, "metadata.name", RuleMessages.ServiceName);
        violations.Require(!(spec.MinWorkers > spec.Workers), "spec", RuleMessages.WorkerBounds, $"{spec.MinWorkers} of {spec.Workers}");
        Template(spec.Template, violations);
        violations.RequireDuration(spec.Checkpoint.Interval, "spec.checkpoint.interval", positive: true);
        violations.RequireDuration(spec.Checkpoint.GracePeriod, "spec.checkpoint.gracePeriod", positive: true);
        violations.RequireDuration(spec.Checkpoint.ResumeCost, "spec.checkpoint.resumeCost", positive: false);
        violations.RequireDuration(spec.Window, "spec.window", positive: true);
        return violations.Found;
    }

    private static void Template(V1PodTemplateSpec template, Violations violations)
    {
        const string path = "spec.template";
        if (template is UnreadableTemplate unreadable)
        {
            var field = unreadable.Field.Length == 0 ? path : $"{path}.{unreadable.Field}";
            violations.Require(false, field, RuleMessages.WorkerTemplate, unreadable.Value);
            return;
        }

        var pod = template.Spec;
        violations.Require(pod?.Containers is { Count: > 0 }, path, RuleMessages.WorkerContainer);
        violations.Require(string.IsNullOrEmpty(pod?.RestartPolicy) || pod.RestartPolicy == "Never", path, RuleMessages.WorkerRestartPolicy, pod?.RestartPolicy);
        foreach (var variable in (pod?.Containers ?? []).SelectMany(container => container.Env ?? []))
            violations.Require(!OwnVariables.Contains(variable.Name), $"{path}.spec.containers.env", "remove it: the operator sets it for every worker", variable.Name);
        PodAdditionsChecks.Labels(template.Metadata?.Labels?.AsReadOnly(), $"{path}.metadata.labels", violations);
    }
}
