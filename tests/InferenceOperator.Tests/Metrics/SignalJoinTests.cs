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
        var answers = new PresetAnswers(MetricsPresets.Onnx, new QueryAnswer(), new QueryAnswer(), new QueryAnswer(), new QueryAnswer(),
            new Dictionary<int, QueryAnswer> { [95] = new QueryAnswer(), [99] = failed });

        SignalJoin.Join(Request(["a"]), answers, FreshFor).Error.Should().BeNull();
        SignalJoin.Join(Request(["a"]) with { Percentile = 99 }, answers, FreshFor).Error.Should().Be(failed.Error);
    }

    [Fact]
    public void A_warning_of_any_query_of_the_model_is_handed_on()
    {
        var (whole, part) = (new QueryAnswer(), new QueryAnswer { Warnings = ["store eu-2 did not answer"] });
        var answers = new PresetAnswers(MetricsPresets.Onnx, whole, part, whole, whole, new Dictionary<int, QueryAnswer>());

        SignalJoin.Join(Request(["a"]), answers, FreshFor).Warning.Should().Be("store eu-2 did not answer");
    }

    private static SignalValues Join((string Pod, double Age)[] ages, string[] ready)
    {
        var age = new QueryAnswer { Samples = [.. ages.Select(pair => Sample(pair.Pod, pair.Age))] };
        var nothing = new QueryAnswer();
        return SignalJoin.Join(Request(ready), new PresetAnswers(MetricsPresets.Onnx, age, nothing, nothing, nothing, new Dictionary<int, QueryAnswer>()), FreshFor);
    }

    private static SignalRequest Request(string[] ready) => new("uid", "vision", "ocr", 95) { Preset = MetricsPresets.Onnx, ReadyPods = ready.ToHashSet() };

    private static MetricSample Sample(string pod, double age) => new(
        new Dictionary<string, string> { ["namespace"] = "vision", ["inferenceoperator_io_model"] = "ocr", ["pod"] = pod }, DateTimeOffset.UnixEpoch, age);
}
