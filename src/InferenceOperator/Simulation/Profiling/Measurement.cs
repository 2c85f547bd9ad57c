namespace InferenceOperator.Simulation;

/// <summary>What a server did at one concurrency.</summary>
/// <param name="Concurrency">Requests at once.</param>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="MeanSeconds">Their mean latency.</param>
/// <param name="P95Seconds">Their 95th percentile.</param>
/// <param name="Variability">Their squared coefficient of variation: variance over the mean's square.</param>
/// <param name="Throughput">Requests a second.</param>
internal sealed record Measurement(int Concurrency, int Requests, double MeanSeconds, double P95Seconds, double Variability, double Throughput)
{
    /// <summary>Sums latencies up.</summary>
    /// <param name="concurrency">Requests at once.</param>
    /// <param name="latencies">Seconds, at least one.</param>
    /// <param name="elapsedSeconds">From the first request to the last answer.</param>
    /// <returns>The figures.</returns>
    public static Measurement Of(int concurrency, IReadOnlyCollection<double> latencies, double elapsedSeconds)
    {
        var mean = latencies.Average();
        var variance = latencies.Average(latency => (latency - mean) * (latency - mean));
        var rank = (int)Math.Ceiling(0.95 * latencies.Count) - 1;
        return new(concurrency, latencies.Count, mean, latencies.Order().ElementAt(rank), variance / (mean * mean), latencies.Count / elapsedSeconds);
    }
}
