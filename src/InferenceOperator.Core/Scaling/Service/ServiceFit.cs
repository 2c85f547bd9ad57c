namespace InferenceOperator.Core.Scaling;

/// <summary>
/// What one replica can do, learnt from what it did. Latency as a function of load is taken for L(x) = V·S / (1 - x·S/C): exact for a single
/// server with exponential service times (C = 1) and for processor sharing whose speed falls linearly with the number of requests (Kleinrock,
/// "Queueing Systems", vol. 1 and 2), close for others where it matters, near the objective.
/// </summary>
/// <param name="ServiceSeconds">S: seconds that an average request takes on an idle replica.</param>
/// <param name="Parallelism">C: requests that a saturated replica does in S, by several servers or by batching.</param>
/// <param name="Variability">V: the objective's percentile over the mean, as the curve near the objective has it.</param>
/// <param name="Uncertainty">Relative error of the load at the objective, 0 to 1.</param>
/// <param name="Samples">Readings behind it.</param>
public sealed record ServiceFit(double ServiceSeconds, double Parallelism, double Variability, double Uncertainty, int Samples)
{
    /// <summary>The most that one replica does, requests a second: C / S.</summary>
    public double Throughput => Parallelism / ServiceSeconds;

    /// <summary>The load at which one replica just keeps an objective, requests a second; 0 when not even an idle one does.</summary>
    /// <param name="targetSeconds">The objective, seconds.</param>
    public double LoadAt(double targetSeconds) => Math.Max(0, Throughput * (1 - (Variability * ServiceSeconds / targetSeconds)));

    /// <summary>The objective's percentile of latency at a load, seconds; infinite where the load is more than a replica does.</summary>
    /// <param name="load">Requests a second of one replica.</param>
    public double LatencyAt(double load) => load >= Throughput ? double.PositiveInfinity : Variability * ServiceSeconds / (1 - (load / Throughput));
}
