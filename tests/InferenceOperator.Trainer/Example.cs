namespace InferenceOperator.Trainer;

/// <summary>One labelled example; the label is 0 or 1.</summary>
public sealed record Example(IReadOnlyList<double> Features, int Label);
