namespace InferenceOperator.Trainer;

/// <summary>Everything needed to go on: the steps done and the weights after them.</summary>
public sealed record Checkpoint(int Step, double Loss, IReadOnlyList<double> Weights);
