namespace InferenceOperator.Core.Scaling;

/// <summary>A bucket of a cumulative histogram, or the growth of one between two scrapes.</summary>
/// <param name="UpperBound">Its inclusive upper bound; +Inf for the last.</param>
/// <param name="Count">Observations at or below the bound.</param>
public readonly record struct HistogramBucket(double UpperBound, double Count);
