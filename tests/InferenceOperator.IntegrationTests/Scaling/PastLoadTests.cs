using System.Globalization;
using System.Text;
using InferenceOperator.Core.Scaling;
using InferenceOperator.LocalClusters.Prometheus;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Scaling;
using Microsoft.Extensions.Options;
using PrometheusOptions = InferenceOperator.Metrics.PrometheusOptions;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>A real Prometheus that has three days of a daily wave in store: two pods, a restart between, another model beside.</summary>
public sealed class PastLoadTests : IAsyncLifetime, IDisposable
{
    private static readonly SignalRequest Model = new("uid", "vision", "ocr", 95) { Preset = MetricsPresets.Onnx };
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private LocalPrometheus _prometheus = null!;
    private PrometheusClient _client = null!;

    public async Task InitializeAsync()
    {
        _prometheus = await LocalPrometheus.StartAsync(new() { Past = Past() });
        _client = new PrometheusClient(Settings, new OperatorMetrics(global::Prometheus.Metrics.NewCustomRegistry()), TimeProvider.System);
    }

    public async Task DisposeAsync() => await (_prometheus?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose() => _client?.Dispose();

    [Fact]
    public async Task Days_of_load_come_back_in_bins_and_their_period_is_found()
    {
        var (load, error) = await new PastLoadReader(_client, Settings, TimeProvider.System).ReadAsync(Model, default);

        error.Should().BeNull();
        load!.Coarse.Values.Count(float.IsFinite).Should().BeGreaterThan(800, "three days are 864 bins of five minutes");
        foreach (var hoursAgo in new[] { 2, 20, 50 })
        {
            var at = _now.AddHours(-hoursAgo);
            load.Coarse.At(at.UtcTicks / load.Coarse.Bin.Ticks).Should().BeApproximately((float)Rate(at), 1.5f, "it is the sum over pods, {0} hours ago", hoursAgo);
        }

        var state = load.Behind(ScalingState.Empty);
        var periods = state.Periods.Refreshed(state.RecentLoad, state.PastLoad, _now);
        (periods.Past!.Value.Bins * state.PastLoad.Bin).TotalHours.Should().BeApproximately(24, 0.5);
    }

    [Fact]
    public async Task A_rate_query_of_the_models_own_is_asked_instead()
    {
        var own = Model with { Queries = new Api.MetricQueries { Rate = "3 * sum(rate(inference_requests_total{inferenceoperator_io_model=\"{{name}}\"}[10m]))" } };

        var (load, _) = await new PastLoadReader(_client, Settings, TimeProvider.System).ReadAsync(own, default);

        var at = _now.AddHours(-20);
        load!.Coarse.At(at.UtcTicks / load.Coarse.Bin.Ticks).Should().BeApproximately(3 * (float)Rate(at), 6f);
    }

    [Fact]
    public async Task A_model_that_nobody_has_heard_of_has_no_past_and_a_query_of_several_series_is_refused()
    {
        var reader = new PastLoadReader(_client, Settings, TimeProvider.System);

        var (unknown, error) = await reader.ReadAsync(Model with { Name = "new\"} or vector(1" }, default);
        (error, unknown!.Coarse.Values.Length, unknown.Fine.Values.Length).Should().Be((null, 0, 0));

        var (none, refusal) = await reader.ReadAsync(Model with { Queries = new Api.MetricQueries { Rate = "rate(inference_requests_total[10m])" } }, default);
        none.Should().BeNull();
        refusal!.Kind.Should().Be(QueryErrorKind.Rejected);
    }

    private IOptions<PrometheusOptions> Settings => Options.Create(new PrometheusOptions { Url = _prometheus.Address.ToString(), ScrapeInterval = TimeSpan.FromSeconds(60), Timeout = TimeSpan.FromSeconds(30) });

    // Requests a second of the model: a wave of a day.
    internal static double Rate(DateTimeOffset at) => 20 + (10 * Math.Sin(2 * Math.PI * at.ToUnixTimeSeconds() / 86400));

    private string Past() => PastOf(_now);

    /// <summary>Counters as OpenMetrics text, with times in seconds.</summary>
    internal static string PastOf(DateTimeOffset now)
    {
        var text = new StringBuilder("# TYPE inference_requests counter\n");
        foreach (var (model, pod, factor) in new[] { ("ocr", "a", 0.25), ("ocr", "b", 0.75), ("other", "c", 5.0) })
        {
            var count = 0.0;
            for (var at = now.AddDays(-3); at < now; at = at.AddMinutes(1))
            {
                count = pod == "a" && at - now.AddDays(-1) is var since && since >= TimeSpan.Zero && since < TimeSpan.FromMinutes(1) ? 0 : count + (60 * factor * Rate(at));
                text.Append(CultureInfo.InvariantCulture, $"inference_requests_total{{namespace=\"vision\",inferenceoperator_io_model=\"{model}\",pod=\"{pod}\"}} {count:0.###} {at.ToUnixTimeSeconds()}\n");
            }
        }

        return text.Append("# EOF\n").ToString();
    }
}
