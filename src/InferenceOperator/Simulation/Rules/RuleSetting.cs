using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>A rule with its parameters.</summary>
/// <param name="Text">The parameters, as reports show them.</param>
/// <param name="Make">Makes it; rules remember, so that each run needs a new one.</param>
internal sealed record RuleSetting(string Text, Func<IScalingRule> Make);
