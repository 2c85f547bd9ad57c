using InferenceOperator.Api;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using Microsoft.Extensions.Options;
using PrometheusOptions = InferenceOperator.Metrics.PrometheusOptions;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>The queries and what is made of their answers, against a real Prometheus.</summary>
public sealed class SignalReaderTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _load = new();
    private readonly List<Task> _loads = [];
    private readonly List<ModelPod> _pods = [];
    private LocalPrometheus _prometheus = null!;
    private CountingClient _client = null!;
    private SignalReader _reader = null!;

    public async Task InitializeAsync()
    {
        // Also how long a scrape may take: on a busy machine a shorter one fails now and then, and its series are gone until the next.
        _prometheus = await LocalPrometheus.StartAsync(new() { ScrapeInterval = TimeSpan.FromMilliseconds(500) });
        _client = Client(_prometheus.Address.ToString());
        _reader = Reader(_client);
    }

    public async Task DisposeAsync()
    {
        await _load.CancelAsync();
        await Task.WhenAll(_loads);
        // Null when it could not be started, which is then the failure to see.
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        foreach (var pod in _pods)
            await pod.DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _load.Dispose();
    }

    [Fact]
    public async Task Reads_percentile_rate_and_requests_in_flight_of_a_loaded_model()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        pod.InFlight = 3;
        Load(pod, perTick: 5, seconds: 0.04);
        await ScrapeAsync();

        var values = await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values is { RequestRate: > 20, RecentRate: > 20 });

        values.Error.Should().BeNull();
        values.MeanLatencySeconds.Should().BeApproximately(0.04, 0.001);
        values.MeanQueueSeconds.Should().BeApproximately(0.01, 0.001);
        values.LatencySeconds.Should().BeInRange(0.02, 0.05, "that is the bucket");
        values.InFlight.Should().Be(3);
        values.SampleAge.Should().NotBeNull();
        (values.ContributingPods, values.ReadyPods).Should().Be((1, 1));
    }

    [Fact]
    public async Task The_newest_rate_sees_a_burst_before_the_rate_does()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        Load(pod, perTick: 1, seconds: 0.04);
        await ScrapeAsync();
        await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.RequestRate > 5);

        Load(pod, perTick: 50, seconds: 0.04);

        await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.RecentRate > 1.3 * values.RequestRate);
    }

    [Fact]
    public async Task A_series_with_a_label_of_the_name_that_tells_the_queries_apart_changes_nothing()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        pod.Endpoint.Text = "inference_model_ready{inferenceoperator_signal=\"onnx/rate\"} 1\ninference_requests_in_flight{inferenceoperator_signal=\"onnx/rate\",signal=\"p95\"} 7";
        await ScrapeAsync();

        var values = await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values is { InFlight: not null, ContributingPods: 1 });

        values.Should().Match<SignalValues>(it => it.InFlight == 7 && it.RequestRate == null && it.LatencySeconds == null && it.Error == null);
    }

    [Fact]
    public async Task A_part_that_Prometheus_cannot_evaluate_costs_its_own_preset_only()
    {
        Pod("vision", "ocr", "ocr-1").InFlight = 3;
        _pods[0].Serve(1, 0.04);
        await ScrapeAsync();
        var whole = Model("vision", "ocr", "ocr-1");
        await EventuallyAsync(whole, values => values is { ContributingPods: 1, RequestRate: not null });
        var broken = Model("vision", "det") with { Preset = MetricsPresets.Triton with { Name = "broken", Rate = "inference_requests_total{$matchers} * on(job) inference_requests_total{$matchers}" } };

        var values = await _reader.ReadAsync([whole, broken], default);

        values[whole.Uid].Should().Match<SignalValues>(it => it.Error == null && it.InFlight == 3 && it.RequestRate != null);
        values[broken.Uid].Error!.Should().Match<QueryError>(error => error.Kind == QueryErrorKind.Rejected && error.Message.Contains("many-to-many"));
    }

    [Fact]
    public async Task Reads_what_is_rejected_as_a_part_of_the_rate()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        Load(pod, perTick: 5, seconds: 0.04);
        await ScrapeAsync();
        await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values is { RequestRate: > 0, RejectedRate: 0 });

        pod.Reject(20);

        var values = await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.RejectedRate > 0);
        values.RequestRate.Should().BeGreaterThan(values.RejectedRate!.Value);
    }

    [Fact]
    public async Task Reads_many_models_with_three_requests()
    {
        foreach (var i in Enumerable.Range(0, 20))
            Pod($"team-{i % 3}", $"model-{i}", $"pod-{i}").InFlight = i;
        _pods.ForEach(pod => pod.Serve(0, 0));
        await ScrapeAsync();
        SignalRequest[] requests = [.. Enumerable.Range(0, 20).Select(i => Model($"team-{i % 3}", $"model-{i}", $"pod-{i}"))];

        var values = await Eventually.GetAsync(
            () =>
            {
                _client.Queries = 0;
                return _reader.ReadAsync(requests, default);
            },
            read => read.Values.All(values => values is { ContributingPods: 1, InFlight: not null }));

        _client.Queries.Should().Be(3, "ages, loads and percentiles");
        values.Should().HaveCount(20);
        requests.Select(request => values[request.Uid].InFlight).Should().Equal(Enumerable.Range(0, 20).Select(i => (double?)i));
    }

    [Fact]
    public async Task Every_model_gets_its_own_percentile()
    {
        foreach (var name in new[] { "ocr", "det", "rec.v2" })
            Load(Pod("vision", name, name + "-1"), perTick: 5, seconds: 0.04);
        Load(Pod("edge", "ocr", "edge-1"), perTick: 5, seconds: 0.15);
        await ScrapeAsync();
        SignalRequest[] models =
        [
            Model("vision", "ocr"), Model("vision", "det"), Model("vision", "rec.v2") with { Percentile = 99 }, Model("edge", "ocr") with { Uid = "edge", Percentile = 90 },
        ];

        var values = await Eventually.GetAsync(() => _reader.ReadAsync(models, default), read => read.Values.All(it => it.LatencySeconds > 0));

        models.Select(model => values[model.Uid].LatencySeconds!.Value < 0.06).Should().Equal(true, true, true, false);
    }

    [Fact]
    public async Task Gives_NaN_latency_and_rate_0_without_traffic()
    {
        Pod("vision", "ocr", "ocr-1").Serve(10, 0.04);
        await ScrapeAsync();

        var values = await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.RequestRate == 0);

        values.LatencySeconds.Should().Be(double.NaN);
        values.ContributingPods.Should().Be(1);
        values.Error.Should().BeNull();
    }

    [Fact]
    public async Task Gives_nothing_for_a_model_that_nobody_scrapes()
    {
        var values = await ReadAsync(Model("vision", "ocr", "ocr-1"));

        values.Should().Be(new SignalValues { ContributingPods = 0, ReadyPods = 1 });
    }

    [Fact]
    public async Task Counts_the_ready_pods_that_contribute_and_no_others()
    {
        Pod("vision", "ocr", "ocr-1");
        Pod("vision", "ocr", "ocr-gone");
        await ScrapeAsync();

        var values = await EventuallyAsync(Model("vision", "ocr", "ocr-1", "ocr-2"), values => values.ContributingPods > 0);

        (values.ContributingPods, values.ReadyPods).Should().Be((1, 2));
    }

    [Fact]
    public async Task A_pod_whose_scrape_fails_stops_contributing()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        await ScrapeAsync();
        await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.ContributingPods == 1);

        pod.Endpoint.Status = System.Net.HttpStatusCode.InternalServerError;

        (await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.ContributingPods == 0)).SampleAge.Should().BeNull();
    }

    [Fact]
    public async Task Hands_on_NaN_and_infinity_as_they_are()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        pod.Endpoint.Text = "inference_model_ready 1\ninference_requests_in_flight NaN\ninference_requests_total +Inf";
        await ScrapeAsync();

        var values = await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.InFlight is not null);

        values.InFlight.Should().Be(double.NaN);
    }

    [Fact]
    public async Task Says_how_old_the_newest_sample_is()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        // A page may say itself how old its numbers are; Prometheus then keeps showing them.
        pod.Endpoint.Text = FormattableString.Invariant($"inference_model_ready 1 {DateTimeOffset.UtcNow.AddSeconds(-60).ToUnixTimeMilliseconds()}");
        await ScrapeAsync();

        var values = await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.SampleAge is not null);

        values.SampleAge.Should().BeGreaterThan(TimeSpan.FromSeconds(50));
        values.ContributingPods.Should().Be(0);
    }

    [Fact]
    public async Task Samples_grow_old_when_Prometheus_was_away_and_are_fresh_again_after()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        Load(pod, 5, 0.04);
        await ScrapeAsync();
        await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values.RequestRate > 0);

        await _prometheus.Process.KillAsync();
        (await ReadAsync(Model("vision", "ocr", "ocr-1"))).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);

        await _prometheus.Process.StartAsync();
        await EventuallyAsync(Model("vision", "ocr", "ocr-1"), values => values is { Error: null, RequestRate: > 0, ContributingPods: 1 });
    }

    [Fact]
    public async Task A_models_own_query_goes_before_the_preset()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        pod.Endpoint.Text += "my_latency 0.123\nmy_rate{shard=\"a\"} 1\nmy_rate{shard=\"b\"} 2";
        await ScrapeAsync();
        var request = Model("vision", "ocr", "ocr-1") with
        {
            Queries = new MetricQueries { Latency = """my_latency{namespace="{{namespace}}",inferenceoperator_io_model="{{name}}"}""" },
        };

        // The preset still tells the pods; the first scrape may come between its queries and the model's own.
        var values = await EventuallyAsync(request, values => values is { LatencySeconds: not null, ContributingPods: 1 });

        values.LatencySeconds.Should().Be(0.123);
    }

    [Fact]
    public async Task A_query_of_several_series_is_refused_and_says_what_to_write()
    {
        var pod = Pod("vision", "ocr", "ocr-1");
        pod.Endpoint.Text += "my_rate{shard=\"a\"} 1\nmy_rate{shard=\"b\"} 2";
        await ScrapeAsync();
        var request = Model("vision", "ocr", "ocr-1") with { Queries = new MetricQueries { Rate = "my_rate" } };

        var values = await EventuallyAsync(request, values => values.Error is not null);

        values.Error!.Should().Match<QueryError>(error => error.Kind == QueryErrorKind.Rejected && error.Message.Contains("2 series"));
    }

    [Fact]
    public async Task A_query_with_a_mistake_hurts_its_own_model_only()
    {
        Pod("vision", "ocr", "ocr-1");
        Pod("vision", "det", "det-1");
        await ScrapeAsync();
        var broken = Model("vision", "ocr", "ocr-1") with { Queries = new MetricQueries { Latency = "rate(" } };
        var whole = Model("vision", "det", "det-1");
        await EventuallyAsync(whole, values => values.ContributingPods == 1);

        var values = await _reader.ReadAsync([broken, whole], default);

        values[broken.Uid].Error!.Kind.Should().Be(QueryErrorKind.Rejected);
        values[broken.Uid].Error!.Message.Should().StartWith("query latency:");
        values[whole.Uid].Error.Should().BeNull();
    }

    [Fact]
    public async Task Every_preset_is_valid_PromQL()
    {
        foreach (var preset in MetricsPresets.Names)
        {
            var values = await ReadAsync(Model("vision", "ocr", "ocr-1") with { Preset = MetricsPresets.Find(preset) });

            values.Error.Should().BeNull(preset);
        }
    }

    private static SignalRequest Model(string @namespace, string name, params string[] readyPods) =>
        new($"uid-{name}", @namespace, name, 95) { Preset = MetricsPresets.Onnx, ReadyPods = readyPods.ToHashSet() };

    private static PrometheusOptions Settings(string url) =>
        new() { Url = url, ScrapeInterval = TimeSpan.FromSeconds(1), RateWindow = TimeSpan.FromSeconds(4) };

    private static CountingClient Client(string url) => new(new PrometheusClient(
        Options.Create(Settings(url)), new OperatorMetrics(global::Prometheus.Metrics.NewCustomRegistry()), TimeProvider.System));

    private static SignalReader Reader(IPrometheusClient client) => new(client, Options.Create(Settings("")), TimeProvider.System);

    private ModelPod Pod(string @namespace, string model, string pod)
    {
        var made = new ModelPod(@namespace, model, pod);
        _pods.Add(made);
        return made;
    }

    private void Load(ModelPod pod, int perTick, double seconds) => _loads.Add(pod.ServeSteadilyAsync(perTick, seconds, _load.Token));

    private Task ScrapeAsync() => _prometheus.SetTargetsAsync([.. _pods.Select(pod => pod.Target)]);

    private async Task<SignalValues> ReadAsync(SignalRequest request) => (await _reader.ReadAsync([request], default))[request.Uid];

    private Task<SignalValues> EventuallyAsync(SignalRequest request, Func<SignalValues, bool> wanted) => Eventually.GetAsync(() => ReadAsync(request), wanted);
}
