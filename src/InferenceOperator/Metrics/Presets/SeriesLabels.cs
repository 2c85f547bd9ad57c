namespace InferenceOperator.Metrics.Presets;

/// <summary>The labels that tie a series to a model's pod, as the documented scrape configuration sets them.</summary>
internal static class SeriesLabels
{
    /// <summary>The pod's namespace.</summary>
    public const string Namespace = "namespace";

    /// <summary>The pod.</summary>
    public const string Pod = "pod";

    /// <summary>The model: the pod's label inferenceoperator.io/model as Prometheus spells it.</summary>
    public const string Model = "inferenceoperator_io_model";
}
