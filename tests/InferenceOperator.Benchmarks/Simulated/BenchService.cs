using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>A service with its objective.</summary>
/// <param name="Profile">How fast a replica is.</param>
/// <param name="TargetSeconds">The objective, seconds.</param>
/// <param name="Percentile">Its percentile.</param>
internal sealed record BenchService(ServiceProfile Profile, double TargetSeconds, double Percentile)
{
    private readonly Lazy<double> _capacity = new(() => CapacityFinder.Of(Profile, TargetSeconds, Percentile));

    /// <summary>Requests a second that a replica carries within the objective.</summary>
    public double Capacity => _capacity.Value;

    /// <summary>Mean requests in a replica at that load, about: each is slowed down by those beside it.</summary>
    public double UsualInFlight
    {
        get
        {
            var slowdowns = Profile.Slowdowns();
            var inFlight = Capacity * Profile.ServiceSeconds;
            for (var step = 0; step < 50; step++)
                inFlight = Capacity * Profile.ServiceSeconds * (Profile.MaxConcurrency == 1 ? 1 + (inFlight * 0.55) : slowdowns[(int)Math.Clamp(Math.Round(inFlight), 1, slowdowns.Length - 1)]);
            return inFlight;
        }
    }
}
