namespace InferenceOperator.Core.Scaling;

/// <summary>What is expected of the load until new capacity could be there.</summary>
/// <param name="Rate">Greatest rate expected, requests a second; never below the present.</param>
/// <param name="Why">What it rests on, in words; null: the present.</param>
public readonly record struct Forecast(double Rate, string? Why);
