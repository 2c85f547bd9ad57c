namespace InferenceOperator.Core.Simulation;

/// <summary>
/// How fast one replica is, by the number of requests that it works on at once. The points are what a closed load at each concurrency
/// measures; between them the latency is linear.
/// </summary>
public sealed record ServiceProfile
{
    /// <summary>What it is called in reports.</summary>
    public required string Name { get; init; }

    /// <summary>Mean latency in seconds by concurrency, the least concurrency (1) first; the last is how many run at once, the rest waits.</summary>
    public required IReadOnlyList<ProfilePoint> Points { get; init; }

    /// <summary>Squared coefficient of variation of the work of requests: 0 where all are alike, about 1 for generated text.</summary>
    public double Variability { get; init; } = 0.1;

    /// <summary>GPUs of one replica.</summary>
    public int Gpus { get; init; } = 1;

    /// <summary>Most requests worked on at once.</summary>
    public int MaxConcurrency => Points[^1].Concurrency;

    /// <summary>Mean latency of a request alone, seconds.</summary>
    public double ServiceSeconds => Points[0].LatencySeconds;

    /// <summary>The most that one replica does, requests a second.</summary>
    public double Throughput => Points.Max(point => point.Concurrency / point.LatencySeconds);

    /// <summary>How many times longer a request takes among others than alone, for each concurrency from 0 to the most.</summary>
    /// <returns>The factors; index is the concurrency.</returns>
    public double[] Slowdowns()
    {
        var factors = new double[MaxConcurrency + 1];
        factors[0] = 1;
        var point = 0;
        for (var concurrency = 1; concurrency <= MaxConcurrency; concurrency++)
        {
            while (Points[point].Concurrency < concurrency)
                point++;
            factors[concurrency] = (point == 0 ? Points[0].LatencySeconds : Between(Points[point - 1], Points[point], concurrency)) / ServiceSeconds;
        }

        return factors;
    }

    /// <summary>Draws the work of a request: lognormal with mean 1 and the profile's variability.</summary>
    /// <param name="random">Where from.</param>
    /// <returns>Work relative to the mean.</returns>
    public double DrawWork(SeededRandom random)
    {
        if (Variability <= 0)
            return 1;
        var variance = Math.Log(1 + Variability);
        return Math.Exp((Math.Sqrt(variance) * random.Normal()) - (variance / 2));
    }

    private static double Between(ProfilePoint low, ProfilePoint high, int concurrency) =>
        low.LatencySeconds + ((high.LatencySeconds - low.LatencySeconds) * (concurrency - low.Concurrency) / (high.Concurrency - low.Concurrency));
}
