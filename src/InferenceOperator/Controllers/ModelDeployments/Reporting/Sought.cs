using InferenceOperator.Api;
using InferenceOperator.Metrics.Presets;

namespace InferenceOperator.Controllers.ModelDeployments.Reporting;

/// <summary>Which numbers of a model are looked for, and where, in words.</summary>
internal static class Sought
{
    /// <summary>Says what is looked for and what to check when it is not there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="runtime">Its runtime; null while there is none.</param>
    /// <returns>The words; null when nothing is looked for.</returns>
    public static string? Describe(ModelDeployment model, InferenceRuntime? runtime)
    {
        if (model.Spec.Scaling.Queries?.Latency is not null)
            return "spec.scaling.queries.latency gives no series: try it in Prometheus";
        if (runtime?.Spec.Metrics.Queries?.Latency is not null)
            return $"spec.metrics.queries.latency of InferenceRuntime \"{runtime.Metadata.Name}\" gives no series: try it in Prometheus";
        return runtime?.Spec.Metrics.Preset is not { } preset ? null
            : $"looked for the series of preset {preset} with {SeriesLabels.Namespace}=\"{model.Metadata.NamespaceProperty}\" and {SeriesLabels.Model}=\"{model.Metadata.Name}\": "
                + "check that Prometheus scrapes the pods and sets these labels (docs/metrics.md), or let the operator read the pods itself (--direct-scrape, docs/direct-scrape.md)";
    }

    /// <summary>Whether queries of the model's own tell of requests, which those of a preset cannot while no replica runs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="runtime">Its runtime; null while there is none.</param>
    /// <returns>True when they do.</returns>
    public static bool AsksTheFront(ModelDeployment model, InferenceRuntime? runtime) =>
        model.Spec.Scaling.Queries is { Rate: not null } or { InFlight: not null } || runtime?.Spec.Metrics.Queries is { Rate: not null } or { InFlight: not null };
}
