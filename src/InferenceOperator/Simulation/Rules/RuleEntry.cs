namespace InferenceOperator.Simulation;

/// <summary>A rule of the comparison.</summary>
/// <param name="Name">What it is called on the command line and in reports.</param>
/// <param name="Default">With what its makers publish; null: it has no such thing.</param>
/// <param name="Grid">Settings of which the best one for the case is shown.</param>
internal sealed record RuleEntry(string Name, RuleSetting? Default, IReadOnlyList<RuleSetting> Grid);
