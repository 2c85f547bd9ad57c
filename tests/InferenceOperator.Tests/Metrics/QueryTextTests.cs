using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.PromQL;

namespace InferenceOperator.Tests.Metrics;

public sealed class QueryTextTests
{
    [Fact]
    public void Fills_in_a_template() =>
        QueryTemplate.Fill("""histogram_quantile({{percentile}}, sum by (le) (rate(d_bucket{ns="{{namespace}}",m="{{ name }}"}[30s])))""", "vision", "ocr", 95)
            .Should().Be("""histogram_quantile(0.95, sum by (le) (rate(d_bucket{ns="vision",m="ocr"}[30s])))""");

    [Theory]
    [InlineData("a\"} or vector(1) #")]
    [InlineData("a'`b")]
    [InlineData("a\\")]
    [InlineData("a\nb")]
    public void Nothing_breaks_out_of_its_quotes(string name)
    {
        var query = QueryTemplate.Fill("""m{a="{{name}}"}""", "n", name, 95);

        query[..5].Should().Be("m{a=\"");
        query[^2..].Should().Be("\"}");
        query[5..^2].Should().NotContainAny("\"", "'", "`", "\n").And.Match(inside => inside.Length > 0);
    }

    [Fact]
    public void A_value_that_looks_like_a_place_is_not_filled_in_again() =>
        QueryTemplate.Fill("{{namespace}}", "{{name}}", "x", 95).Should().Be("{{name}}");

    [Fact]
    public void A_preset_query_serves_all_models_and_takes_extra_matchers()
    {
        var options = new PrometheusOptions { Matchers = "cluster=\"eu\"", ScrapeInterval = TimeSpan.FromSeconds(1), RateWindow = TimeSpan.FromSeconds(5) };

        new PresetQueries(MetricsPresets.Vllm, options).Latency(99).Query.Should().Be(
            "histogram_quantile(0.99, sum by (namespace, inferenceoperator_io_model, le, vmrange) (rate(vllm:e2e_request_latency_seconds_bucket{inferenceoperator_io_model!=\"\",cluster=\"eu\"}[5s])))"
            + " or histogram_quantile(0.99, sum by (namespace, inferenceoperator_io_model) (rate(vllm:e2e_request_latency_seconds{inferenceoperator_io_model!=\"\",cluster=\"eu\"}[5s])))");
    }

    [Fact]
    public void A_rate_window_covers_four_scrapes() =>
        new PrometheusOptions { ScrapeInterval = TimeSpan.FromSeconds(30) }.EffectiveRateWindow.Should().Be(TimeSpan.FromMinutes(2));

    [Fact]
    public void The_newest_rate_is_taken_over_the_shortest_range_that_holds_two_samples()
    {
        var options = new PrometheusOptions { ScrapeInterval = TimeSpan.FromSeconds(5) };

        new PresetQueries(MetricsPresets.Onnx, options).Others().Single(part => part.Name == "onnx/recent-rate").Query.Should().Contain("[11250ms]").And.NotContain("[30s]");
    }

    [Fact]
    public void A_joined_query_says_of_every_series_which_query_it_is_of() =>
        JoinedQuery.Of([new("a", "a/rate", "sum(r)"), new("b", "b/p95", "sum(x) or sum(y)"), new("b", "b/rate", "z")]).Should().Be(
            "(label_replace(sum(r), \"inferenceoperator_signal\", \"a/rate\", \"\", \"\")"
            + " or (label_replace(sum(x) or sum(y), \"inferenceoperator_signal\", \"b/p95\", \"\", \"\") or label_replace(z, \"inferenceoperator_signal\", \"b/rate\", \"\", \"\")))");

    [Fact]
    public void Every_percentile_is_asked_for_the_models_that_have_it()
    {
        var shares = PercentileShares.Of([(95, "a"), (95, "b"), (95, "c"), (99, "d"), (99, "b"), (50, "e.f")]);

        shares[99].Should().Be(",inferenceoperator_io_model=~\"b|d\"");
        shares[50].Should().Be(",inferenceoperator_io_model=~\"e\\x5cx{2e}f\"", "a dot would match anything");
        shares[95].Should().Be(",inferenceoperator_io_model!~\"d|e\\x5cx{2e}f\"", "a model of that name in another namespace has this percentile, too");
    }

    [Fact]
    public void A_single_percentile_is_asked_for_all_models() => PercentileShares.Of([(95, "a"), (95, "b")])[95].Should().BeEmpty();

    [Fact]
    public void Lists_too_long_for_a_query_are_left_out()
    {
        var models = Enumerable.Range(0, 2000).Select(i => (i % 2 == 0 ? 95 : 99, $"model-{i}"));

        PercentileShares.Of(models).Values.Should().AllBe("");
    }

    [Fact]
    public void Without_models_no_percentile_is_asked() => PercentileShares.Of([]).Should().BeEmpty();

    [Fact]
    public void Every_preset_fills_all_its_places()
    {
        foreach (var name in MetricsPresets.Names)
        {
            var queries = new PresetQueries(MetricsPresets.Find(name)!, new PrometheusOptions());
            queries.Others().Append(queries.Latency(95)).Append(queries.SampleAge).Should().OnlyContain(part => !part.Query.Contains('$'));
        }
    }
}
