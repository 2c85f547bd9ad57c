namespace InferenceOperator.Demo.Reporting;

/// <summary>One figure of a run.</summary>
internal sealed record Measurement(string Name, double Value, string Unit, double? Baseline, double? Target, bool? Holds)
{
    /// <summary>Median, least, greatest and number of samples: a run takes one.</summary>
    public double[] Samples => [Value, Value, Value, 1];
}
