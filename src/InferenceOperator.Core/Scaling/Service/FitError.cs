namespace InferenceOperator.Core.Scaling;

/// <summary>How far readings are from what a fit expects: the mean logarithm of observed over expected latency.</summary>
/// <param name="Sum">Weighted sum of logarithms.</param>
/// <param name="Weight">Sum of weights.</param>
public readonly record struct FitError(double Sum, double Weight)
{
    private const double LeastWeight = 12;
    private const double Refuting = 0.35;
    private const double Greatest = 1;

    /// <summary>How much slower than the fit the service is; less than 1: faster.</summary>
    public double Factor => Weight > 0 ? Math.Exp(Sum / Weight) : 1;

    /// <summary>Whether the readings are too far away, and too many, for chance.</summary>
    public bool IsRefuting => Weight >= LeastWeight && Math.Abs(Sum / Weight) > Refuting;

    /// <summary>Takes a reading in.</summary>
    /// <param name="observedSeconds">The latency seen.</param>
    /// <param name="expectedSeconds">The latency expected; infinite where the fit says that the load is too much.</param>
    /// <param name="weight">What the reading counts.</param>
    /// <returns>The error with it.</returns>
    public FitError With(double observedSeconds, double expectedSeconds, double weight) =>
        new(Sum + (weight * Math.Clamp(Math.Log(observedSeconds / expectedSeconds), -Greatest, Greatest)), Weight + weight);
}
