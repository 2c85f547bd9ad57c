namespace InferenceOperator.Simulation;

/// <summary>Measures a server at one concurrency after the other, until more at once does no more.</summary>
/// <param name="measure">Measures a concurrency.</param>
/// <param name="tell">Hears what is found.</param>
internal sealed class Profiler(Func<int, Task<Measurement>> measure, Action<string> tell)
{
    // Less growth than this is noise.
    private const double LeastGrowth = 1.05;

    /// <summary>Measures.</summary>
    /// <param name="concurrencies">Ascending, the first is 1.</param>
    /// <returns>The concurrencies up to the one that does most; at least one.</returns>
    /// <exception cref="InputException">The server refused a request, or one alone is too much for it.</exception>
    public async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyList<int> concurrencies)
    {
        List<Measurement> measured = [];
        foreach (var concurrency in concurrencies)
        {
            Measurement found;
            try
            {
                found = await measure(concurrency);
            }
            catch (OverloadedException exception) when (measured.Count > 0)
            {
                tell($"concurrency {concurrency}: the server took no more ({exception.Message}); its queue is shorter than that, so that the profile ends at {measured[^1].Concurrency}");
                break;
            }
            catch (OverloadedException exception)
            {
                throw new InputException($"the server takes not even one request ({exception.Message}): wait until it is ready and nobody else uses it");
            }

            tell($"concurrency {concurrency}: {found.Requests} requests, mean {Shown.Duration(found.MeanSeconds)}, p95 {Shown.Duration(found.P95Seconds)}, {Shown.Number(found.Throughput)} requests/s");
            if (measured.Count > 0 && found.Throughput < LeastGrowth * measured[^1].Throughput)
            {
                tell($"{concurrency} at once do no more than {measured[^1].Concurrency}: the profile ends there, the rest waits in line");
                break;
            }

            measured.Add(found);
        }

        return measured;
    }
}
