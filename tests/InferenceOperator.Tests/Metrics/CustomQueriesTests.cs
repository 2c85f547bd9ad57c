using InferenceOperator.Api;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;
using InferenceOperator.Tests.Scaling;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Metrics;

/// <summary>Queries that a model's owner wrote, among those of others.</summary>
public sealed class CustomQueriesTests
{
    private static readonly QueryAnswer Slow = QueryAnswer.Failed(QueryErrorKind.Unreachable, "no answer in 3 s");
    private readonly ScriptedPrometheus _prometheus = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _asked = [];
    private readonly SignalReader _reader;

    public CustomQueriesTests()
    {
        _reader = new SignalReader(_prometheus, Options.Create(new PrometheusOptions()), _time);
        _prometheus.Custom = query =>
        {
            lock (_asked)
                _asked.Add(query);
            return Task.FromResult(query == "slow" ? Slow : One(0.1));
        };
    }

    [Fact]
    public async Task A_query_that_is_not_answered_costs_its_own_model_the_signal_and_no_other()
    {
        var values = await ReadAsync(Model("a", "slow"), Model("b", "good"));

        values["a"].Error.Should().Be(new QueryError(QueryErrorKind.Unreachable, "query latency: no answer in 3 s"));
        values["b"].Should().Match<SignalValues>(it => it.Error == null && it.LatencySeconds == 0.1);
    }

    [Fact]
    public async Task It_is_left_alone_for_a_growing_while_and_the_reason_stays()
    {
        List<int> waits = [];
        for (var failure = 0; failure < 7; failure++)
        {
            _asked.Clear();
            var seconds = 0;
            for (; _asked.Count == 0; seconds++, _time.Advance(TimeSpan.FromSeconds(1)))
                (await ReadAsync(Model("a", "slow")))["a"].Error!.Message.Should().StartWith("query latency: no answer in 3 s");
            waits.Add(seconds - 1);
        }

        waits.Should().Equal(0, 9, 19, 39, 79, 159, 299);
    }

    [Fact]
    public async Task A_changed_query_is_asked_at_once()
    {
        await ReadAsync(Model("a", "slow"));

        (await ReadAsync(Model("a", "good")))["a"].Error.Should().BeNull();
    }

    [Fact]
    public async Task One_answer_ends_the_waiting()
    {
        await ReadAsync(Model("a", "slow"));
        _time.Advance(TimeSpan.FromSeconds(10));
        _prometheus.Custom = _ => Task.FromResult(One(0.2));
        await ReadAsync(Model("a", "slow"));

        (await ReadAsync(Model("a", "slow")))["a"].LatencySeconds.Should().Be(0.2);
    }

    [Fact]
    public async Task When_slow_queries_used_up_the_time_of_a_pass_the_others_wait_for_the_next_one()
    {
        _prometheus.Custom = query =>
        {
            lock (_asked)
                _asked.Add(query);
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(Slow);
        };
        SignalRequest[] models = [.. Enumerable.Range(0, 40).Select(index => Model($"m{index}", $"query-{index}"))];

        var first = await ReadAsync(models);
        _asked.Should().HaveCount(4, "the time for them is 3 s");
        first.Values.Count(values => values.Error!.Message.Contains("had no turn")).Should().Be(36);

        await ReadAsync(models);
        _asked.Should().OnlyHaveUniqueItems("those that were slow are left alone").And.HaveCount(8);
    }

    [Fact]
    public async Task A_query_with_the_wrong_unit_is_refused_and_not_asked()
    {
        (await ReadAsync(Model("a", "max(latency_ms)")))["a"].Error.Should().Match<QueryError>(error => error.Kind == QueryErrorKind.Rejected && error.Message.StartsWith("query latency reads latency_ms"));

        _asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_value_that_no_latency_has_is_refused()
    {
        _prometheus.Custom = _ => Task.FromResult(One(7200));

        (await ReadAsync(Model("a", "good")))["a"].Error!.Message.Should().Contain("more than an hour");
    }

    [Fact]
    public async Task A_native_histogram_is_no_value()
    {
        _prometheus.Custom = _ => Task.FromResult(new QueryAnswer { Samples = [One(double.NaN).Samples[0] with { IsHistogram = true }] });

        (await ReadAsync(Model("a", "good")))["a"].Error!.Message.Should().Contain("native histogram");
    }

    [Fact]
    public async Task Of_a_model_with_its_own_queries_the_presets_means_and_newest_rate_are_not_taken()
    {
        var values = await ReadAsync(Model("a", "good") with { Queries = new MetricQueries { Latency = "good", Rate = "good" } });

        values["a"].Should().Match<SignalValues>(it => it.MeanLatencySeconds == null && it.RecentRate == null);
    }

    [Fact]
    public async Task A_warning_is_handed_on()
    {
        _prometheus.Custom = _ => Task.FromResult(One(0.1) with { Warnings = ["store eu-2 did not answer"] });

        (await ReadAsync(Model("a", "good")))["a"].Warning.Should().Be("store eu-2 did not answer");
    }

    private static SignalRequest Model(string uid, string latency) => new(uid, "vision", uid, 95) { Queries = new MetricQueries { Latency = latency } };

    private static QueryAnswer One(double value) => new() { Samples = [new MetricSample(new Dictionary<string, string>(), DateTimeOffset.UnixEpoch, value)] };

    private Task<IReadOnlyDictionary<string, SignalValues>> ReadAsync(params SignalRequest[] models) => _reader.ReadAsync(models, default);
}
