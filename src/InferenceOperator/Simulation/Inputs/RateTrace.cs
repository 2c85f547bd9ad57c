using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>Makes a trace of rates over time, as a monitoring system exports them: Poisson arrivals; between two times the rate is a straight line.</summary>
internal static class RateTrace
{
    private const double MostRequests = 20_000_000;

    // The simulation draws routes from the same seed: arrivals must not go along with them.
    private const ulong SeedOffset = 104_729;

    /// <summary>Makes it.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="rates">Seconds, ascending, at least two, and requests a second.</param>
    /// <param name="seed">Same seed, same arrivals.</param>
    /// <returns>The trace.</returns>
    /// <exception cref="InputException">There is nothing to replay, or too much.</exception>
    public static Trace Of(string name, IReadOnlyList<(double At, double Rate)> rates, ulong seed)
    {
        var start = rates[0].At;
        var expected = rates.Zip(rates.Skip(1)).Sum(pair => (pair.Second.At - pair.First.At) * (pair.First.Rate + pair.Second.Rate) / 2);
        if (expected is 0 or > MostRequests)
            throw new InputException($"{name} comes to {expected:0} requests: write 1 to {MostRequests:0}; rates are in requests a second");
        var random = new SeededRandom(seed + SeedOffset);
        List<double> arrivals = [];
        foreach (var (from, to) in rates.Zip(rates.Skip(1)))
            Add(arrivals, from, to, start, random);
        double[] times = [.. rates.Select(rate => rate.At - start)];
        return new Trace(name, [.. arrivals], null, times[^1], at => RateAt(rates, times, at));
    }

    // Thinning (Lewis and Shedler, 1979), segment by segment.
    private static void Add(List<double> arrivals, (double At, double Rate) from, (double At, double Rate) to, double start, SeededRandom random)
    {
        var highest = Math.Max(from.Rate, to.Rate);
        for (var at = from.At + (random.Exponential() / highest); at < to.At; at += random.Exponential() / highest)
        {
            if (random.Uniform() * highest < from.Rate + ((to.Rate - from.Rate) * (at - from.At) / (to.At - from.At)))
                arrivals.Add(at - start);
        }
    }

    private static double RateAt(IReadOnlyList<(double At, double Rate)> rates, double[] times, double at)
    {
        var index = Array.BinarySearch(times, at);
        if (index >= 0)
            return rates[index].Rate;
        var next = ~index;
        if (next == 0 || next == times.Length)
            return rates[Math.Min(next, times.Length - 1)].Rate;
        return rates[next - 1].Rate + ((rates[next].Rate - rates[next - 1].Rate) * (at - times[next - 1]) / (times[next] - times[next - 1]));
    }
}
