using InferenceOperator.Api;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Validation;

/// <summary>Checks a ModelDeployment: the rules of its CRD, which old API servers drop, and what CEL cannot say.</summary>
public static class ModelDeploymentValidator
{
    private static readonly (string Scheme, string Pattern, string Message)[] Schemes =
    [
        ("pvc://", RulePatterns.PvcUri, RuleMessages.PvcUri),
        ("s3://", RulePatterns.S3Uri, RuleMessages.S3Uri),
        ("oci://", RulePatterns.OciUri, RuleMessages.OciUri),
        ("hf://", RulePatterns.HfUri, RuleMessages.HfUri),
    ];

    /// <summary>Finds every rule that the object breaks; empty when it is fine.</summary>
    /// <param name="model">The object as read from the API.</param>
    public static IReadOnlyList<SpecViolation> Validate(ModelDeployment model)
    {
        var violations = new Violations();
        violations.RequireMatch(model.Metadata.Name, RulePatterns.ServiceName, "metadata.name", RuleMessages.ServiceName);
        Source(model.Spec.Model, violations);
        PodResources.Check(model.Spec.Resources, "spec.resources", violations);
        Gpu(model.Spec.Gpu, violations);
        Scaling(model.Spec.Scaling, violations);
        if (model.Spec.Template is { } template)
            PodAdditionsChecks.Check(template, "spec.template", violations);
        return violations.Found;
    }

    private static void Source(ModelSource source, Violations violations)
    {
        const string path = "spec.model.uri";
        var shown = ShownAddress.Of(source.Uri);
        violations.Require(Violations.Matches(source.Uri, RulePatterns.Uri), path, RuleMessages.UriScheme, shown);
        foreach (var (scheme, pattern, message) in Schemes)
        {
            if (source.Uri.StartsWith(scheme, StringComparison.Ordinal))
                violations.Require(Violations.Matches(source.Uri, pattern), path, message, shown);
        }

        violations.Require(!Violations.Matches(source.Uri, RulePatterns.ParentSegment), path, RuleMessages.UriTraversal, shown);
        // The value is left out: it holds the credentials.
        violations.Require(!Violations.Matches(source.Uri, RulePatterns.UriCredentials), path, RuleMessages.UriCredentials);
        violations.RequireMatch(source.Sha256, RulePatterns.Sha256, "spec.model.sha256", RuleMessages.Sha256);
    }

    private static void Gpu(GpuRequirements gpu, Violations violations)
    {
        var asksForGpus = gpu.Products is { Count: > 0 } || gpu.MinMemory is not null || gpu.Mig is not null;
        violations.Require(gpu.Count > 0 || !asksForGpus, "spec.gpu", RuleMessages.GpuRequirementsWithoutGpu);
        violations.Require(gpu.Count > 0 || gpu.Fallback != GpuFallbacks.Cpu, "spec.gpu", RuleMessages.FallbackWithoutGpu);
        violations.RequireMatch(gpu.Mig, RulePatterns.MigProfile, "spec.gpu.mig", RuleMessages.MigProfile);
    }

    private static void Scaling(ScalingSpec scaling, Violations violations)
    {
        violations.Require(scaling.MinReplicas <= scaling.MaxReplicas, "spec.scaling", RuleMessages.ReplicaBounds, $"{scaling.MinReplicas} to {scaling.MaxReplicas}");
        var scales = scaling.Mode == ScalingModes.Slo && scaling.MinReplicas < scaling.MaxReplicas;
        violations.Require(!scales || scaling.Latency is not null, "spec.scaling", RuleMessages.LatencyRequired);
        if (scaling.ScaleDownDelay is not null)
            violations.RequireDuration(scaling.ScaleDownDelay, "spec.scaling.scaleDownDelay", positive: false);
        if (scaling.Latency is not null)
            violations.RequireDuration(scaling.Latency.Target, "spec.scaling.latency.target", positive: true);
        QueryChecks.Check(scaling.Queries, "spec.scaling.queries", violations);
    }
}
