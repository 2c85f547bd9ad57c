namespace InferenceOperator.Core.Scaling;

/// <summary>A rate of arrivals and how well it is known.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="Seconds">The time it is the mean over.</param>
public readonly record struct DemandLevel(double Rate, double Seconds)
{
    /// <summary>Standard deviation of the rate, arrivals taken for a Poisson process.</summary>
    public double Deviation => Seconds > 0 ? Math.Sqrt(Rate / Seconds) : 0;
}
