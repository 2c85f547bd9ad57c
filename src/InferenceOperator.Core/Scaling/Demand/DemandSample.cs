namespace InferenceOperator.Core.Scaling;

/// <summary>What arrived, at one reading.</summary>
/// <param name="At">When.</param>
/// <param name="Arrivals">Requests a second that arrived lately, those that are still waiting included.</param>
/// <param name="InFlight">Requests in flight then; NaN: not known.</param>
public readonly record struct DemandSample(DateTimeOffset At, double Arrivals, double InFlight);
