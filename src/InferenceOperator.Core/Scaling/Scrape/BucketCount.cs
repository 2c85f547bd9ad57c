namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>One bucket of a classic histogram.</summary>
/// <param name="UpperBound">Its upper bound, included; positive infinity for the last one.</param>
/// <param name="Count">Observations, or observations a second, up to that bound: cumulative.</param>
public readonly record struct BucketCount(double UpperBound, double Count);
