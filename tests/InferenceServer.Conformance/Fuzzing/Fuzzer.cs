using System.Diagnostics;

namespace InferenceServer.Conformance.Fuzzing;

/// <summary>Starts a server, sends it broken requests, and looks at what is left of it.</summary>
internal static class Fuzzer
{
    private const int Parts = 10;

    /// <summary>Sends requests 0 to <paramref name="count"/> - 1 of a seed, or the one that is given.</summary>
    /// <param name="seed">Another seed, other requests.</param>
    /// <param name="count">How many.</param>
    /// <param name="only">One number alone, to see it again.</param>
    /// <param name="progress">Told after each tenth.</param>
    public static async Task<FuzzReport> RunAsync(long seed, long count, long? only = null, Action<string>? progress = null)
    {
        using var server = await ServerUnderTest.StartAsync(FuzzModel.Write, "--max-request-bytes", "1000000", "--request-memory-mib", "64");
        var run = new FuzzRun(server, seed);
        var clock = Stopwatch.StartNew();
        var resident = new List<double>();
        IReadOnlyDictionary<string, long> outcomes = new Dictionary<string, long>();
        List<string> failures = [];
        for (var part = 0; part < Parts && failures.Count == 0; part++)
        {
            var (first, last) = only is { } one ? (one, one + 1) : (count * part / Parts, count * (part + 1) / Parts);
            (outcomes, var failed) = run.Send(first, last - first);
            failures.AddRange(failed);
            if (!server.HasExited)
                resident.Add(server.ResidentBytes() / 1024.0 / 1024.0);
            progress?.Invoke($"{last} requests, {clock.Elapsed.TotalSeconds:0} s, {resident.LastOrDefault():0} MiB");
            if (only is not null)
                break;
        }

        if (!server.HasExited)
            failures.AddRange(await LeftAsync(server));
        return new FuzzReport(seed, outcomes.Values.Sum(), clock.Elapsed, outcomes, failures, resident);
    }

    /// <summary>What no request may leave behind.</summary>
    private static async Task<IEnumerable<string>> LeftAsync(ServerUnderTest server)
    {
        var metrics = await server.Http.GetStringAsync("metrics");
        var busy = metrics.Split('\n').Where(line => line.StartsWith("inference_requests_in_flight{", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
        using var ready = await server.Http.GetAsync("v2/health/ready");
        var unready = ready.IsSuccessStatusCode ? Array.Empty<string>() : ["the server is not ready any more"];
        // The log has a line for each failure that nobody foresaw.
        var errors = server.Log.Split('\n').Where(line => line.Contains("fail:", StringComparison.Ordinal) || line.Contains("crit:", StringComparison.Ordinal)).Take(3).Select(line => $"in the log: {line}");
        return [.. busy.Select(line => $"still in flight: {line}"), .. unready, .. errors];
    }
}
