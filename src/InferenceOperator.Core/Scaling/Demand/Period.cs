namespace InferenceOperator.Core.Scaling;

/// <summary>A period found in a history.</summary>
/// <param name="Bins">Its length in bins of the history.</param>
/// <param name="Trust">How far it predicted the last period, 0 to 1.</param>
public readonly record struct Period(double Bins, double Trust);
