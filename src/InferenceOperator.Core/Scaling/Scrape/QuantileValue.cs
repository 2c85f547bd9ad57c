namespace InferenceOperator.Core.Scaling.Scrape;

/// <summary>A percentile that a server works out by itself, over a stretch of time of its own.</summary>
/// <param name="Quantile">0 to 1.</param>
/// <param name="Seconds">Its value; NaN as the server gave it.</param>
public readonly record struct QuantileValue(double Quantile, double Seconds);
