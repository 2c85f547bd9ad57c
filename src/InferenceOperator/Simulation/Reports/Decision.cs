namespace InferenceOperator.Simulation;

/// <summary>A change that the operator decided.</summary>
/// <param name="At">Seconds from the start.</param>
/// <param name="From">Replicas before.</param>
/// <param name="To">Replicas after.</param>
/// <param name="Reason">Why.</param>
internal sealed record Decision(double At, int From, int To, string Reason);
