using InferenceOperator.Api;
using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Capacity;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Scraping;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Scaling;
using InferenceOperator.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Benchmarks.Cluster.Passes;

/// <summary>What one pass of the real loop over a thousand models costs: requests to Prometheus, and time of the processor.</summary>
internal static class PassBenchmark
{
    private const int Models = 1000;
    private const int WarmUp = 5;

    /// <summary>Passes measured: more than three minutes of them, the time after which periods are looked for again.</summary>
    private const int Passes = 40;

    /// <summary>Runs it.</summary>
    /// <returns>The figures.</returns>
    public static async Task<IReadOnlyList<BenchResult>> RunAsync()
    {
        await using var server = await AnsweringPrometheus.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var (models, caches, board) = (new ManyModels(Models), new Caches(), new ScalingBoard());
        models.Put(caches);
        models.Learn(board, time.GetUtcNow());
        using var client = new PrometheusClient(Options.Create(new PrometheusOptions { Url = server.Url }), Metrics(), time);
        var loop = Loop(client, caches, board, time);
        List<double> milliseconds = [], requests = [];
        for (var pass = 0; pass < WarmUp + Passes; pass++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            server.Say(time.GetUtcNow(), models.Signals(time.GetUtcNow()));
            var (asked, before) = (server.Requests, Environment.CpuUsage.TotalTime);
            await loop.PassAsync(default);
            var used = Environment.CpuUsage.TotalTime - before;
            Check(board);
            if (pass < WarmUp)
                continue;
            milliseconds.Add(used.TotalMilliseconds);
            requests.Add(server.Requests - asked);
        }

        return
        [
            BenchResult.AtMost("prometheus_requests_1000", [requests.Max()], "requests a pass", 3),
            BenchResult.AtMost("evaluation_cpu_ms_1000", milliseconds, "ms", 150, "the answering side of the connections included"),
            BenchResult.Shown("evaluation_cpu_ms_1000_worst", [milliseconds.Max()], "ms", "the pass that looks for periods again"),
        ];
    }

    // A pass that decides nothing would be cheap.
    private static void Check(ScalingBoard board)
    {
        var idle = board.Entries.Values.Count(entry => entry.Reading is null || entry.Decision.State.Service is null || entry.Decision.State.Periods.Recent is null);
        if (board.Entries.Count != Models || idle > 0)
            throw new InvalidOperationException($"{idle} of {board.Entries.Count} models have no reading, no fit or no period: the pass says nothing");
    }

    private static OperatorMetrics Metrics() => new(Prometheus.Metrics.NewCustomRegistry());

    private static ScalingLoop Loop(PrometheusClient client, Caches caches, ScalingBoard board, TimeProvider time)
    {
        var prometheus = Options.Create(new PrometheusOptions());
        var scaling = Options.Create(new ScalingOptions());
        var scrapes = new ScrapeSettings(scaling.Value.Interval, prometheus.Value.EffectiveRateWindow);
        var metrics = Metrics();
        var direct = new DirectScrape(new ScrapeRound(new PodScraper(scrapes, time), scrapes, metrics, time), new PodAddresses(), scrapes, time);
        return new ScalingLoop(
            caches, new ScalingObserver(caches, board, new PlanBoard()), new SignalReader(client, prometheus, time),
            new ReadingSources(client, direct, scrapes, scaling, time, NullLogger<ReadingSources>.Instance), board, new CapacityWake(time), new RecordedQueue<ModelDeployment>(),
            metrics, scaling, prometheus, scrapes, time, NullLogger<ScalingLoop>.Instance);
    }
}
