namespace InferenceOperator.Core.Scaling;

/// <summary>What a decision says.</summary>
/// <param name="Desired">Replicas wanted.</param>
/// <param name="Signal">How good the numbers were; null in the modes Manual and External.</param>
/// <param name="ObjectiveMet">Whether the objective is met; null: not known.</param>
/// <param name="Reason">Why, a sentence with numbers.</param>
/// <param name="State">For the next decision.</param>
public sealed record ScalingDecision(int Desired, Signal? Signal, bool? ObjectiveMet, string Reason, ScalingState State);
