using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Tests.Scaling;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Metrics;

/// <summary>How few requests a pass takes, and how it finds its way when a part is refused.</summary>
public sealed class JoinedQueriesTests
{
    private readonly ScriptedPrometheus _prometheus = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SignalReader _reader;

    public JoinedQueriesTests() => _reader = new SignalReader(_prometheus, Options.Create(new PrometheusOptions()), _time);

    [Fact]
    public async Task A_thousand_models_of_all_presets_and_many_percentiles_take_three_requests()
    {
        var presets = MetricsPresets.Names.ToList();
        SignalRequest[] models = [.. Enumerable.Range(0, 1000).Select(i => Model($"m{i}", presets[i % presets.Count], 50 + (i % 50)))];
        foreach (var model in models)
            _prometheus.Say(model.Name, new(Latency: 0.05, Rate: 10, InFlight: 2) { Pods = [$"{model.Name}-0"] });

        var values = await _reader.ReadAsync(models, default);

        _prometheus.Queries.Should().BeLessThanOrEqualTo(3);
        values.Should().HaveCount(1000);
        values.Values.Should().OnlyContain(it => it.Error == null && it.LatencySeconds == 0.05 && it.RequestRate == 10 && it.RecentRate == 10 && it.InFlight == 2 && it.ContributingPods == 1);
    }

    [Fact]
    public async Task A_preset_whose_query_is_refused_takes_no_other_along()
    {
        _prometheus.Refuses = "nv_inference_pending_request_count";
        var values = await ReadBothAsync();

        values["ocr"].Should().Match<SignalValues>(it => it.Error == null && it.RequestRate == 50 && it.RecentRate == 50 && it.LatencySeconds == 0.03);
        values["det"].Error.Should().Be(new QueryError(QueryErrorKind.Rejected, "execution: nv_inference_pending_request_count"));
        values["det"].Should().Match<SignalValues>(it => it.RequestRate == 50 && it.LatencySeconds == 0.03, "its other queries are answered");
    }

    [Fact]
    public async Task What_was_refused_is_asked_apart_for_a_while_and_then_together_again()
    {
        _prometheus.Refuses = "nv_inference_pending_request_count";
        await ReadBothAsync();
        (await QueriesOfAPassAsync()).Should().Be(6, "three, and the three queries that the preset needs one by one");

        _prometheus.Refuses = null;
        _time.Advance(TimeSpan.FromMinutes(10));
        (await QueriesOfAPassAsync()).Should().Be(3);
    }

    [Fact]
    public async Task A_server_without_functions_for_native_histograms_costs_nobody_a_signal()
    {
        _prometheus.Refuses = "histogram_sum";
        var values = await ReadBothAsync();

        values.Values.Should().OnlyContain(it => it.Error == null && it.RequestRate == 50 && it.LatencySeconds == 0.03);
        (await QueriesOfAPassAsync()).Should().Be(3);
    }

    [Fact]
    public async Task What_is_only_too_much_together_is_asked_apart()
    {
        _prometheus.RefusesFrom = 2;
        var values = await ReadBothAsync();

        values.Values.Should().OnlyContain(it => it.Error == null && it.RequestRate == 50 && it.LatencySeconds == 0.03);
    }

    [Fact]
    public async Task Percentiles_that_take_too_long_leave_the_rest_and_are_asked_apart_the_next_time()
    {
        _prometheus.TimesOutFrom = 2;
        _prometheus.TimesOut = "histogram_quantile";
        (await ReadBothAsync()).Values.Should().OnlyContain(it => it.Error!.Kind == QueryErrorKind.Unreachable && it.RequestRate == 50);

        (await ReadBothAsync()).Values.Should().OnlyContain(it => it.Error == null && it.LatencySeconds == 0.03);
    }

    [Fact]
    public async Task A_server_that_refuses_everything_is_asked_together_again_at_once()
    {
        _prometheus.Refuses = "inferenceoperator_io_model";
        (await ReadBothAsync()).Values.Should().OnlyContain(it => it.Error!.Kind == QueryErrorKind.Rejected);
        _prometheus.Refuses = null;

        (await ReadBothAsync()).Values.Should().OnlyContain(it => it.Error == null);
    }

    private static SignalRequest Model(string name, string preset, int percentile = 95) =>
        new(name, "vision", name, percentile) { Preset = MetricsPresets.Find(preset), ReadyPods = new HashSet<string> { $"{name}-0" } };

    private async Task<IReadOnlyDictionary<string, SignalValues>> ReadBothAsync()
    {
        foreach (var model in new[] { "ocr", "det" })
            _prometheus.Say(model, new(Latency: 0.03, Rate: 50) { Pods = [$"{model}-0"] });
        return await _reader.ReadAsync([Model("ocr", "onnx"), Model("det", "triton")], default);
    }

    private async Task<int> QueriesOfAPassAsync()
    {
        var before = _prometheus.Queries;
        await ReadBothAsync();
        return _prometheus.Queries - before;
    }
}
