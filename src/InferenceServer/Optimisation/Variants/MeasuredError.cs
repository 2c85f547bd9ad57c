namespace InferenceServer.Optimisation.Variants;

/// <summary>How far a prepared model's answers are from the original's.</summary>
/// <param name="Relative">sqrt(Σ(a−b)² / Σa²) of the output that differs most, over all inputs.</param>
/// <param name="Output">That output's name.</param>
/// <param name="Inputs">What it was measured on, for people.</param>
internal sealed record MeasuredError(double Relative, string Output, string Inputs);
