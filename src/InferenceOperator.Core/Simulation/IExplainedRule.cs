namespace InferenceOperator.Core.Simulation;

/// <summary>A rule that says why.</summary>
public interface IExplainedRule : IScalingRule
{
    /// <summary>Why it decided as it last did; null: it says nothing.</summary>
    string? Reason { get; }
}
