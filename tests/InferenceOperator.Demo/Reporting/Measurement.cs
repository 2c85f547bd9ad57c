namespace InferenceOperator.Demo.Reporting;

/// <summary>One figure of a run.</summary>
internal sealed record Measurement(string Name, double Value, string Unit, double? Target, bool? Holds);
