namespace InferenceOperator.Metrics.PromQL;

/// <summary>One series of an instant query's answer.</summary>
/// <param name="Labels">The series' labels; empty for a scalar.</param>
/// <param name="Time">The instant the query was evaluated at.</param>
/// <param name="Value">The value; NaN and the infinities included, and NaN for a histogram.</param>
public sealed record MetricSample(IReadOnlyDictionary<string, string> Labels, DateTimeOffset Time, double Value)
{
    /// <summary>The series is a native histogram, which has no single value.</summary>
    public bool IsHistogram { get; init; }

    /// <summary>The value of a label.</summary>
    /// <param name="name">The label.</param>
    /// <returns>Its value; empty when the series has none, as Prometheus itself sees it.</returns>
    public string Label(string name) => Labels.GetValueOrDefault(name, "");
}
