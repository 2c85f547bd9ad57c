using InferenceOperator.Core.Scaling;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Scaling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Scaling;

/// <summary>What an operator that was started again learns of the load before it.</summary>
public sealed class LoadRecallTests : IDisposable
{
    private static readonly SignalRequest Model = new("uid", "vision", "ocr", 95) { Preset = MetricsPresets.Onnx };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 7, TimeSpan.Zero));
    private readonly ScalingBoard _board = new();
    private readonly CancellationTokenSource _ends = new();
    private readonly Script _prometheus = new();
    private readonly LoadRecall _recall;

    public LoadRecallTests()
    {
        _board.Set("uid", new ScalingEntry(new ScalingDecision(1, null, null, "", ScalingState.Empty), null, _time.GetUtcNow()));
        _recall = new LoadRecall(new PastLoadReader(_prometheus, Options.Create(new PrometheusOptions()), _time), _board, _time, NullLogger<LoadRecall>.Instance);
    }

    public void Dispose()
    {
        _ends.Cancel();
        _ends.Dispose();
    }

    [Fact]
    public async Task The_load_is_asked_once_and_handed_over_once()
    {
        _recall.Take(Model).Should().BeNull();
        var running = _recall.RunAsync(_ends.Token);

        var load = _recall.Take(Model)!;

        var now = _time.GetUtcNow();
        var seen = load.Behind(ScalingState.Empty with { RecentLoad = LoadHistory.Fine.Add(now, 1) }).RecentLoad;
        seen.At((now.UtcTicks / seen.Bin.Ticks) - 1).Should().Be(8, "the value at the end of a bin is its mean");
        seen.At((now.UtcTicks / seen.Bin.Ticks) - 2).Should().Be(4);
        _recall.Take(Model).Should().BeNull();
        _prometheus.Asked.Should().HaveCount(2).And.OnlyContain(query => query.Contains("namespace=\"vision\",inferenceoperator_io_model=\"ocr\""));
        await EndAsync(running);
    }

    [Fact]
    public async Task While_Prometheus_is_away_it_is_asked_again_and_the_load_comes_later()
    {
        _prometheus.Errors.Enqueue(new QueryError(QueryErrorKind.Unreachable, "away"));
        _recall.Take(Model);
        var running = _recall.RunAsync(_ends.Token);
        _recall.Take(Model).Should().BeNull();

        _time.Advance(TimeSpan.FromSeconds(31));

        _recall.Take(Model).Should().NotBeNull();
        await EndAsync(running);
    }

    [Fact]
    public async Task A_query_that_is_refused_is_not_asked_again_and_the_next_model_has_its_turn()
    {
        _prometheus.Errors.Enqueue(new QueryError(QueryErrorKind.Rejected, "two series"));
        _recall.Take(Model);
        _recall.Take(Model with { Uid = "next" });
        var running = _recall.RunAsync(_ends.Token);
        _time.Advance(TimeSpan.FromHours(1));

        _recall.Take(Model with { Uid = "next" }).Should().NotBeNull();
        _recall.Take(Model).Should().BeNull();
        _prometheus.Asked.Should().HaveCount(3);
        await EndAsync(running);
    }

    [Fact]
    public void Without_Prometheus_nothing_is_asked()
    {
        _prometheus.IsConfigured = false;

        _recall.Take(Model).Should().BeNull();
        _ = _recall.RunAsync(_ends.Token);
        _prometheus.Asked.Should().BeEmpty();
    }

    private async Task EndAsync(Task running)
    {
        await _ends.CancelAsync();
        await running.Invoking(it => it).Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Answers with its errors, one after the other, and then with two values and one that is none.</summary>
    private sealed class Script : IPastQueries
    {
        public bool IsConfigured { get; set; } = true;

        public Queue<QueryError> Errors { get; } = [];

        public List<string> Asked { get; } = [];

        public Task<PastAnswer> QueryPastAsync(string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
        {
            Asked.Add(query);
            return Task.FromResult(Errors.TryDequeue(out var error) ? new PastAnswer([]) { Error = error } : new PastAnswer([(end - step, 4), (end, 8), (end, double.NaN)]));
        }
    }
}
