namespace InferenceOperator.Core.Simulation;

/// <summary>The counters of all replicas at one moment.</summary>
/// <param name="At">When, seconds.</param>
/// <param name="Completed">Requests that ended so far.</param>
/// <param name="LatencySum">Sum of their latencies, seconds.</param>
/// <param name="InFlight">Requests in the replicas.</param>
/// <param name="RequestSeconds">Integral of the requests in flight.</param>
/// <param name="Buckets">Ended requests by latency bucket.</param>
internal sealed record Scrape(double At, long Completed, double LatencySum, int InFlight, double RequestSeconds, long[] Buckets);
