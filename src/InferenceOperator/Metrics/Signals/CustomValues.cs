using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Metrics.Signals;

/// <summary>Judges what users' queries gave: numbers that no latency, rate or count can be are refused, with the likely reason.</summary>
internal static class CustomValues
{
    private const double LongestLatencySeconds = 3600;
    private const double ImpossibleLoad = 100;

    /// <summary>Judges.</summary>
    /// <param name="queries">Which of the values come from users' queries.</param>
    /// <param name="values">The values.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static QueryError? Problem(MetricQueries queries, SignalValues values)
    {
        var problem = Negative("latency", queries.Latency, values.LatencySeconds, "write what is measured, not how it changes")
            ?? Negative("rate", queries.Rate, values.RequestRate, "rate(…) of a counter never is, delta(…) and deriv(…) are when it falls")
            ?? Negative("inFlight", queries.InFlight, values.InFlight, "subtract nothing larger from it")
            ?? (string.IsNullOrWhiteSpace(queries.Latency) ? null : TooLong(values.LatencySeconds) ?? AgainstTheLoad(values));
        return problem is null ? null : new QueryError(QueryErrorKind.Rejected, problem);
    }

    private static string? Negative(string signal, string? query, double? value, string hint) => !string.IsNullOrWhiteSpace(query) && value < 0 && double.IsFinite(value.Value)
        ? $"query {signal} gives {Text(value.Value)}, which is never negative: {hint}"
        : null;

    private static string? TooLong(double? latency) => latency > LongestLatencySeconds && double.IsFinite(latency.Value)
        ? $"query latency gives {Text(latency.Value)}, more than an hour in seconds: divide milliseconds by 1000, microseconds by 1000000"
        : null;

    /// <summary>
    /// Little's law, L = λW: rate times mean latency is in flight. A percentile p of what is never negative is at most 1/(1 - p) times its mean
    /// (Markov's inequality), so up to p99 it cannot come to more than a hundred times that.
    /// </summary>
    private static string? AgainstTheLoad(SignalValues values)
    {
        if (values is not { LatencySeconds: { } latency, RequestRate: { } rate, InFlight: { } inFlight })
            return null;
        // What is rejected is never in flight; and after the last request a rate goes on for the length of its range.
        var served = Math.Min(rate, values.RecentRate ?? rate) - (values.RejectedRate ?? 0);
        var load = latency * served / Math.Max(inFlight, 1);
        if (!double.IsFinite(load) || load <= ImpossibleLoad)
            return null;
        var (unit, factor) = load / 1000 <= ImpossibleLoad ? ("milliseconds", "1000") : ("microseconds", "1000000");
        return $"query latency gives {Text(latency)}, and at {Text(served)} req/s that would be {Text(latency * served)} requests in flight where {Text(inFlight)} are: "
            + $"it seems to be in {unit}, divide by {factor}";
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
