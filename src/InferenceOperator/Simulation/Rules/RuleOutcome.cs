using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>What a rule achieved.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Title">What the row is called: the rule, or "hpa, best of 16 settings".</param>
/// <param name="Setting">Its parameters.</param>
/// <param name="Result">The figures, with series.</param>
/// <param name="Grid">All settings that were tried for it; empty: none but this one.</param>
internal sealed record RuleOutcome(string Rule, string Title, string Setting, SimulationResult Result, IReadOnlyList<SettingOutcome> Grid);
