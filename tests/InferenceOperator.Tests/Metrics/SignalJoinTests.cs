using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;

namespace InferenceOperator.Tests.Metrics;

public sealed class SignalJoinTests
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(15);

    [Fact]
    public void The_newest_sample_of_a_ready_pod_is_the_signals_age()
    {
        var values = Join([("a", 20), ("b", 4), ("gone", 1)], ready: ["a", "b", "c"]);

        values.SampleAge.Should().Be(TimeSpan.FromSeconds(4));
        (values.ContributingPods, values.ReadyPods).Should().Be((1, 3));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_age_that_is_no_number_is_none(double age)
    {
        var values = Join([("a", age)], ready: ["a"]);

        values.SampleAge.Should().BeNull();
        values.ContributingPods.Should().Be(0);
    }

    [Fact]
    public void A_clock_that_runs_ahead_makes_no_negative_age() =>
        Join([("a", -3)], ready: ["a"]).SampleAge.Should().Be(TimeSpan.Zero);

    [Fact]
    public void Series_without_a_pod_label_contribute_nothing() =>
        Join([("", 1)], ready: ["a"]).ContributingPods.Should().Be(0);

    [Fact]
    public void An_error_of_another_percentile_is_not_this_models()
    {
        var failed = QueryAnswer.Failed(QueryErrorKind.Rejected, "too many samples");
        var answers = Answers(("p95", new QueryAnswer()), ("p99", failed));

        SignalJoin.Join(Request(["a"]), answers, FreshFor).Error.Should().BeNull();
        SignalJoin.Join(Request(["a"]) with { Percentile = 99 }, answers, FreshFor).Error.Should().Be(failed.Error);
    }

    [Fact]
    public void A_warning_of_any_query_of_the_model_is_handed_on()
    {
        var answers = Answers(("age", new QueryAnswer()), ("rate", new QueryAnswer { Warnings = ["store eu-2 did not answer"] }));

        SignalJoin.Join(Request(["a"]), answers, FreshFor).Warning.Should().Be("store eu-2 did not answer");
    }

    [Fact]
    public void Several_series_where_one_should_be_are_an_error_that_says_so()
    {
        var answers = Answers(("rate", new QueryAnswer { Samples = [Sample("", 1), Sample("", 2)] }));

        SignalJoin.Join(Request(["a"]), answers, FreshFor).Error.Should().Match<QueryError>(error => error.Kind == QueryErrorKind.Rejected && error.Message.Contains("several series for rate"));
    }

    [Fact]
    public void What_is_nice_to_know_is_missing_rather_than_wrong()
    {
        var answers = Answers(("mean-latency", Value(double.NaN)), ("mean-queue", QueryAnswer.Failed(QueryErrorKind.Rejected, "no")), ("recent-rate", Value(double.PositiveInfinity)));

        SignalJoin.Join(Request(["a"]), answers, FreshFor).Should().Match<SignalValues>(values =>
            values.Error == null && values.MeanLatencySeconds == null && values.MeanQueueSeconds == null && values.RecentRate == null);
    }

    [Fact]
    public void A_native_histograms_mean_stands_in_where_there_is_no_classic_one()
    {
        var answers = Answers(("native-mean-latency", Value(0.2)), ("mean-queue", Value(0.01)), ("native-mean-queue", Value(7)));

        SignalJoin.Join(Request(["a"]), answers, FreshFor).Should().Match<SignalValues>(values => values.MeanLatencySeconds == 0.2 && values.MeanQueueSeconds == 0.01);
    }

    [Fact]
    public void A_pod_that_is_there_twice_contributes_once() =>
        Join([("a", 1), ("a", 2)], ready: ["a", "b"]).ContributingPods.Should().Be(1);

    private static SignalValues Join((string Pod, double Age)[] ages, string[] ready) =>
        SignalJoin.Join(Request(ready), Answers(("age", new QueryAnswer { Samples = [.. ages.Select(pair => Sample(pair.Pod, pair.Age))] })), FreshFor);

    private static PresetAnswers Answers(params (string Signal, QueryAnswer Answer)[] answers) =>
        new(MetricsPresets.Onnx, answers.ToDictionary(pair => $"onnx/{pair.Signal}", pair => pair.Answer));

    private static QueryAnswer Value(double value) => new() { Samples = [Sample("", value)] };

    private static SignalRequest Request(string[] ready) => new("uid", "vision", "ocr", 95) { Preset = MetricsPresets.Onnx, ReadyPods = ready.ToHashSet() };

    private static MetricSample Sample(string pod, double value) => new(
        new Dictionary<string, string> { ["namespace"] = "vision", ["inferenceoperator_io_model"] = "ocr", ["pod"] = pod }, DateTimeOffset.UnixEpoch, value);
}
