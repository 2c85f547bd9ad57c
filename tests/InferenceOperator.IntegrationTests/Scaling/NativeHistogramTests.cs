using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using Microsoft.Extensions.Options;
using PrometheusOptions = InferenceOperator.Metrics.PrometheusOptions;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>A server whose latency is a native histogram, beside one with classic buckets, against a real Prometheus.</summary>
public sealed class NativeHistogramTests : IAsyncLifetime, IDisposable
{
    // Bucket -32 of schema 3 ends at 2^(-32/8) s: 62.5 ms.
    private const int Bucket = -32;
    private const double UpperBound = 0.0625;
    private readonly CancellationTokenSource _load = new();
    private readonly ModelPod _native = new("vision", "native", "native-1");
    private readonly ModelPod _classic = new("vision", "classic", "classic-1");
    private LocalPrometheus _prometheus = null!;
    private CountingClient _client = null!;
    private SignalReader _reader = null!;
    private Task _serving = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _prometheus = await LocalPrometheus.StartAsync(new() { ScrapeInterval = TimeSpan.FromMilliseconds(500), NativeHistograms = true });
        var settings = Options.Create(new PrometheusOptions { Url = _prometheus.Address.ToString(), ScrapeInterval = TimeSpan.FromSeconds(1), RateWindow = TimeSpan.FromSeconds(4) });
        _client = new CountingClient(new PrometheusClient(settings, new OperatorMetrics(global::Prometheus.Metrics.NewCustomRegistry()), TimeProvider.System));
        _reader = new SignalReader(_client, settings, TimeProvider.System);
        _serving = Task.WhenAll(ServeNativelyAsync(), _classic.ServeSteadilyAsync(5, 0.04, _load.Token));
        await _prometheus.SetTargetsAsync([_native.Target, _classic.Target]);
    }

    public async Task DisposeAsync()
    {
        await _load.CancelAsync();
        await _serving;
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        await _native.DisposeAsync();
        await _classic.DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _load.Dispose();
    }

    [Fact]
    public async Task Percentile_and_means_of_a_native_histogram_are_read_beside_classic_ones()
    {
        var values = await Eventually.GetAsync(ReadAsync, read => read.Values.All(it => it is { LatencySeconds: > 0, MeanLatencySeconds: > 0, RecentRate: > 0 }));

        values.Values.Should().OnlyContain(it => it.Error == null);
        values["native"].LatencySeconds.Should().BeInRange(UpperBound * 0.9, UpperBound, "that is the bucket");
        values["native"].MeanLatencySeconds.Should().BeApproximately(0.06, 0.001);
        values["native"].MeanQueueSeconds.Should().BeApproximately(0.02, 0.001);
        values["classic"].LatencySeconds.Should().BeInRange(0.02, 0.05);
        values["classic"].MeanLatencySeconds.Should().BeApproximately(0.04, 0.001);
        _client.Queries = 0;
        await ReadAsync();
        _client.Queries.Should().Be(3);
    }

    [Fact]
    public async Task A_query_that_gives_a_native_histogram_is_refused_with_what_to_write()
    {
        var model = Model("native") with { Queries = new() { Latency = """sum(rate(inference_request_duration_seconds{inferenceoperator_io_model="{{name}}"}[4s]))""" } };

        var values = await Eventually.GetAsync(async () => (await _reader.ReadAsync([model], default))["native"], read => read.Error is not null);

        values.Error!.Should().Match<QueryError>(error => error.Kind == QueryErrorKind.Rejected && error.Message.Contains("histogram_quantile({{percentile}}"));
    }

    private static SignalRequest Model(string name) => new(name, "vision", name, 95) { Preset = MetricsPresets.Onnx, ReadyPods = new HashSet<string> { $"{name}-1" } };

    private Task<IReadOnlyDictionary<string, SignalValues>> ReadAsync() => _reader.ReadAsync([Model("native"), Model("classic")], default);

    private async Task ServeNativelyAsync()
    {
        for (var requests = 0; !_load.IsCancellationRequested; requests += 5)
        {
            _native.Endpoint.Protobuf = new ProtobufPage()
                .Gauge("inference_model_ready", 1).Gauge("inference_requests_in_flight", 2).Counter("inference_requests_total", requests)
                .NativeHistogram("inference_request_duration_seconds", requests, requests * 0.06, Bucket)
                .NativeHistogram("inference_queue_duration_seconds", requests, requests * 0.02, Bucket)
                .ToArray();
            await Task.Delay(100, _load.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
