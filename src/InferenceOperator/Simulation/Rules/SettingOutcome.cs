namespace InferenceOperator.Simulation;

/// <summary>What one setting of a grid achieved.</summary>
/// <param name="Setting">The setting, as reports show it.</param>
/// <param name="Share">Share of requests within the objective, 0 to 1.</param>
/// <param name="Hours">GPU-hours.</param>
internal sealed record SettingOutcome(string Setting, double Share, double Hours);
