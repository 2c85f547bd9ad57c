using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>Makes a trace of requests that really came.</summary>
internal static class RecordedTrace
{
    private const double LongestSeconds = 92 * 86400;
    private const double Window = 30;

    /// <summary>Makes it.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="requests">Arrival in seconds from the start, zero or more, and work; in any order.</param>
    /// <param name="withWork">The works are known; they are put to the mean 1.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="InputException">There is nothing to replay, or too much.</exception>
    public static Trace Of(string name, List<(double At, double Work)> requests, bool withWork)
    {
        if (requests.Count == 0)
            throw new InputException($"{name} has no requests: write a line for each below the header");
        requests.Sort((one, other) => one.At.CompareTo(other.At));
        var duration = Math.Max(1, Math.Ceiling(requests[^1].At + 1e-9));
        if (duration > LongestSeconds)
            throw new InputException($"{name} is {duration / 86400:0} days long: write at most 92 days; times of day go into a column named timestamp, seconds count from the start");
        double[] arrivals = [.. requests.Select(request => request.At)];
        return new Trace(name, arrivals, withWork ? Relative(name, requests) : null, duration, MeanRate(arrivals, duration));
    }

    private static double[] Relative(string name, List<(double At, double Work)> requests)
    {
        var mean = requests.Average(request => request.Work);
        return mean > 0 ? [.. requests.Select(request => request.Work / mean)] : throw new InputException($"{name}: the work of all requests is 0: write how long each takes, in any unit");
    }

    /// <summary>The centred mean of thirty seconds, by second; at the ends of what there is.</summary>
    private static Func<double, double> MeanRate(double[] arrivals, double duration)
    {
        var rates = new double[(int)duration + 1];
        var (first, next) = (0, 0);
        for (var second = 0; second < rates.Length; second++)
        {
            var (from, to) = (Math.Max(0, second - (Window / 2)), Math.Min(duration, second + (Window / 2)));
            while (next < arrivals.Length && arrivals[next] < to)
                next++;
            while (first < next && arrivals[first] < from)
                first++;
            rates[second] = (next - first) / Math.Max(1, to - from);
        }

        return at => rates[Math.Clamp((int)Math.Round(at), 0, rates.Length - 1)];
    }
}
