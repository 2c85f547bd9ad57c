using InferenceOperator.Api;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;

namespace InferenceOperator.Tests.Metrics;

/// <summary>Queries that give a number, and not the one that was meant.</summary>
public sealed class CustomUnitsTests
{
    [Theory]
    [InlineData("histogram_quantile({{percentile}}, sum by (le) (rate(http_request_duration_milliseconds_bucket{route=\"a\"}[30s])))", "milliseconds", "divide by 1000 ")]
    [InlineData("gateway_latency_ms{quantile=\"{{percentile}}\"}", "milliseconds", "divide by 1000 ")]
    [InlineData("sum(rate(latency_ms_sum[30s])) / sum(rate(latency_ms_count[30s]))", "milliseconds", "divide by 1000 ")]
    [InlineData("max(nv_inference_request_summary_us{quantile=\"0.95\"})", "microseconds", "divide by 1000000 ")]
    [InlineData("max(request_microseconds)", "microseconds", "divide by 1000000 ")]
    [InlineData("job:request_latency_ms:p95", "milliseconds", "divide by 1000 ")]
    [InlineData("go_gc_pause_ns", "nanoseconds", "divide by 1000000000 ")]
    public void A_latency_that_is_not_in_seconds_by_its_name_is_refused(string query, string unit, string hint) =>
        CustomQueryText.Problem("latency", query).Should().Contain(unit).And.Contain(hint);

    [Theory]
    [InlineData("histogram_quantile({{percentile}}, sum by (le) (rate(http_request_duration_seconds_bucket[30s])))")]
    [InlineData("max(nv_inference_request_summary_us) / 1000000")]
    [InlineData("max(latency_ms) / 1e3")]
    [InlineData("0.001 * max(latency_ms)")]
    [InlineData("max(latency_ms) * (0.001)")]
    [InlineData("sum(rate(latency_ms_sum[30s])) / sum(rate(latency_ms_count[30s])) / 1000")]
    [InlineData("max(latency_ms) / 1")]
    [InlineData("gateway_latency_seconds_us")]
    [InlineData("max by (latency_ms) (latency_seconds{unit=\"x_ms\",a_ms=\"b\"}) # not latency_ms")]
    [InlineData("max(latency_seconds) unless on(zone_us) up_us_count")]
    [InlineData("bus_status_seconds")]
    [InlineData("nv_bus")]
    public void A_latency_in_seconds_or_converted_is_asked(string query) => CustomQueryText.Problem("latency", query).Should().BeNull();

    [Fact]
    public void Only_a_latency_has_to_be_in_seconds() => CustomQueryText.Problem("rate", "sum(rate(latency_ms_sum[30s]))").Should().BeNull();

    [Theory]
    [InlineData("histogram_quantile({{percentile}} / 100, sum by (le) (rate(a_bucket[30s])))", "write {{percentile}} alone")]
    [InlineData("latency_seconds{stat=\"p{{percentile}}\"}", "becomes p0.95")]
    [InlineData("histogram_quantile(95, sum by (le) (rate(a_bucket[30s])))", "histogram_quantile(95, …)")]
    [InlineData("histogram_quantile({{quantile}}, sum by (le) (rate(a_bucket[30s])))", "{{quantile}}")]
    [InlineData("a{m=\"{{ model }}\"}", "{{model}}")]
    public void A_place_that_is_used_wrongly_is_refused_with_what_to_write(string query, string hint) => CustomQueryText.Problem("latency", query).Should().Contain(hint);

    [Theory]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(a_bucket[30s])))")]
    [InlineData("latency_seconds{quantile=\"{{ percentile }}\"}")]
    [InlineData("latency_seconds{stat=\"p95\"}")]
    public void A_percentile_from_0_to_1_is_asked(string query) => CustomQueryText.Problem("latency", query).Should().BeNull();

    [Theory]
    [InlineData(80, 50, 4, "milliseconds, divide by 1000")]
    [InlineData(80, 5, 0, "milliseconds, divide by 1000")]
    [InlineData(800_000 / 1000.0, 900, 40, "milliseconds, divide by 1000")]
    [InlineData(3000, 5000, 10, "microseconds, divide by 1000000")]
    public void A_latency_that_would_mean_a_hundred_times_what_is_in_flight_is_refused(double latency, double rate, double inFlight, string hint)
    {
        var error = CustomValues.Problem(new MetricQueries { Latency = "x" }, Values(latency, rate, inFlight))!;

        error.Should().Match<QueryError>(it => it.Kind == QueryErrorKind.Rejected && it.Message.Contains(hint));
    }

    [Theory]
    [InlineData(0.08, 50.0, 4.0)]
    [InlineData(2.0, 40.0, 0.0)]
    [InlineData(30.0, 3.0, 90.0)]
    [InlineData(0.08, 50.0, null)]
    [InlineData(80.0, null, 4.0)]
    [InlineData(null, 50.0, 4.0)]
    [InlineData(double.NaN, 0.0, 0.0)]
    [InlineData(double.PositiveInfinity, 1.0, 1.0)]
    public void A_latency_that_goes_with_the_load_is_taken(double? latency, double? rate, double? inFlight) =>
        CustomValues.Problem(new MetricQueries { Latency = "x" }, Values(latency, rate, inFlight)).Should().BeNull();

    [Fact]
    public void Right_after_the_last_request_nothing_is_in_flight_and_that_is_no_fault() =>
        CustomValues.Problem(new MetricQueries { Latency = "x" }, Values(3, 60, 0) with { RecentRate = 0 }).Should().BeNull();

    [Fact]
    public void What_is_rejected_is_not_in_flight() =>
        CustomValues.Problem(new MetricQueries { Latency = "x" }, Values(0.5, 1000, 2) with { RejectedRate = 990 }).Should().BeNull();

    [Fact]
    public void A_presets_latency_is_in_seconds_and_not_judged() =>
        CustomValues.Problem(new MetricQueries { Rate = "x" }, Values(80, 50, 4)).Should().BeNull();

    [Fact]
    public void A_latency_above_an_hour_is_refused() =>
        CustomValues.Problem(new MetricQueries { Latency = "x" }, Values(81_000, null, null))!.Message.Should().Contain("gives 81000").And.Contain("divide");

    [Theory]
    [InlineData(-1.0, 5.0, 5.0, "query latency gives -1")]
    [InlineData(1.0, -5.0, 5.0, "query rate gives -5")]
    [InlineData(1.0, 5.0, -2.0, "query inFlight gives -2")]
    public void What_is_never_negative_is_refused_when_it_is(double latency, double rate, double inFlight, string message) =>
        CustomValues.Problem(new MetricQueries { Latency = "x", Rate = "x", InFlight = "x" }, Values(latency, rate, inFlight))!.Message.Should().Contain(message).And.Contain("never negative");

    private static SignalValues Values(double? latency, double? rate, double? inFlight) => new() { LatencySeconds = latency, RequestRate = rate, InFlight = inFlight };
}
