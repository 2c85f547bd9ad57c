namespace InferenceOperator.Core.Scaling;

/// <summary>What a rule says.</summary>
/// <param name="Desired">Replicas wanted.</param>
/// <param name="Reason">Why.</param>
/// <param name="State">What is known from now on.</param>
internal readonly record struct ScalingStep(int Desired, string Reason, ScalingState State);
