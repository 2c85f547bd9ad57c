using System.Net;
using InferenceOperator.LocalClusters.Prometheus;

namespace InferenceOperator.IntegrationTests.LocalClusters;

public sealed class LocalPrometheusTests
{
    private const string OfModelA = """fed_value{job="models",model="a"}""";

    [Fact]
    public async Task Scrapes_what_a_test_writes_also_through_restarts_and_failures()
    {
        await using var page = MetricsEndpoint.Start();
        page.Text = """
            fed_value{model="a"} 42
            fed_value{model="b"} NaN
            fed_value{model="c"} +Inf
            """;
        await using var prometheus = await LocalPrometheus.StartAsync(
            new PrometheusOptions { Targets = [new ScrapeTarget("models", page.Address)] });

        (await ValuesAsync(prometheus, "fed_value", 3)).Should().BeEquivalentTo("42", "NaN", "+Inf");

        await prometheus.Process.StopAsync();
        page.Text = """fed_value{model="a"} 43""";
        await prometheus.Process.StartAsync();
        await Eventually.GetAsync(() => QueryAsync(prometheus, OfModelA), values => values is ["43"]);

        page.Status = HttpStatusCode.ServiceUnavailable;
        (await ValuesAsync(prometheus, OfModelA, 0)).Should().BeEmpty("a failed scrape ends the series");
    }

    private static Task<string[]> ValuesAsync(LocalPrometheus prometheus, string promql, int count) =>
        Eventually.GetAsync(() => QueryAsync(prometheus, promql), values => values.Length == count);

    private static async Task<string[]> QueryAsync(LocalPrometheus prometheus, string promql)
    {
        var result = await prometheus.QueryAsync(promql);
        return [.. result.EnumerateArray().Select(series => series.GetProperty("value")[1].GetString()!)];
    }
}
