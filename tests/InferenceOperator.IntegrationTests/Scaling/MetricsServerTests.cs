using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Scaling;
using Microsoft.Extensions.Options;
using PrometheusOptions = InferenceOperator.Metrics.PrometheusOptions;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>The queries against a real server that is no Prometheus 2, with what the documentation says to set for it.</summary>
public abstract class MetricsServerTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _load = new();
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly ModelPod _pod = new("vision", "ocr", "ocr-1");
    private (Uri Address, IAsyncDisposable Process) _server;
    private PrometheusClient _client = null!;
    private Task _serving = Task.CompletedTask;

    private IOptions<PrometheusOptions> Settings => Options.Create(new PrometheusOptions
    {
        Url = _server.Address.ToString(),
        // VictoriaMetrics shows a sample some seconds after it came: three intervals must be more than that.
        ScrapeInterval = TimeSpan.FromSeconds(5),
        RateWindow = TimeSpan.FromSeconds(20),
        Timeout = TimeSpan.FromSeconds(30),
        QueryParameters = QueryParameters,
    });

    /// <summary>Parameters to set for this server.</summary>
    protected virtual Dictionary<string, string> QueryParameters => [];

    /// <summary>Starts the server.</summary>
    protected abstract Task<(Uri Address, IAsyncDisposable Process)> StartAsync(global::InferenceOperator.LocalClusters.Prometheus.PrometheusOptions options);

    public async Task InitializeAsync()
    {
        _server = await StartAsync(new() { ScrapeInterval = TimeSpan.FromSeconds(1), Targets = [_pod.Target], Past = PastLoadTests.PastOf(_now) });
        _client = new PrometheusClient(Settings, new OperatorMetrics(global::Prometheus.Metrics.NewCustomRegistry()), TimeProvider.System);
        _serving = _pod.ServeSteadilyAsync(5, 0.04, _load.Token);
    }

    public async Task DisposeAsync()
    {
        await _load.CancelAsync();
        await _serving;
        if (_server.Process is { } process) await process.DisposeAsync();
        await _pod.DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _load.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Percentile_rates_and_the_age_of_samples_are_read()
    {
        var model = new SignalRequest("uid", "vision", "ocr", 95) { Preset = MetricsPresets.Onnx, ReadyPods = new HashSet<string> { "ocr-1" } };
        var reader = new SignalReader(_client, Settings, TimeProvider.System);

        var values = await Eventually.GetAsync(
            async () => (await reader.ReadAsync([model], default))["uid"], seen => seen is { LatencySeconds: > 0, RequestRate: > 20, RecentRate: > 0, ContributingPods: 1 });

        (values.Error, values.Warning).Should().Be((null, null));
        values.LatencySeconds.Should().BeInRange(0.02, 0.05, "that is the bucket");
        values.MeanLatencySeconds.Should().BeApproximately(0.04, 0.002);
        values.SampleAge.Should().BeLessThan(TimeSpan.FromSeconds(20), "a server that answers with what was thirty seconds ago is no help");
        (values.ContributingPods, values.ReadyPods).Should().Be((1, 1));
    }

    [Fact]
    public async Task Days_of_load_come_back()
    {
        var model = new SignalRequest("uid", "vision", "ocr", 95) { Preset = MetricsPresets.Onnx };
        var at = _now.AddHours(-20);

        var load = await Eventually.GetAsync(
            async () => (await new PastLoadReader(_client, Settings, TimeProvider.System).ReadAsync(model, default)).Load, seen => seen?.Coarse.Values.Count(float.IsFinite) > 800);

        load!.Coarse.At(at.UtcTicks / load.Coarse.Bin.Ticks).Should().BeApproximately((float)PastLoadTests.Rate(at), 1.5f);
    }

    [Fact]
    public async Task A_query_that_it_cannot_evaluate_is_refused_in_its_words()
    {
        var answer = await _client.QueryCustomAsync("no_such_function(up)", null, default);

        answer.Error.Should().Match<QueryError>(error => error.Kind == QueryErrorKind.Rejected && error.Message.Contains("no_such_function"));
    }
}
