using InferenceOperator.Core.Scaling.Scrape;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Metrics.Scraping.Exposition;
using InferenceOperator.Metrics.Scraping.Presets;

namespace InferenceOperator.Tests.Metrics.Scraping;

/// <summary>Pages of the servers themselves; Fixtures/README.md says which are recorded.</summary>
public sealed class ScrapePresetsTests
{
    [Theory]
    [InlineData("onnx.txt", false)]
    [InlineData("onnx.openmetrics.txt", true)]
    public async Task Our_own_server_says_everything_in_both_formats(string file, bool endMark)
    {
        var seen = await ReadAsync(ScrapePresets.Onnx, file, endMark);

        seen.Should().BeEquivalentTo(new { Requests = 21.0, Rejected = 0.0, InFlight = 0.0, LatencyCount = 20.0, QueueCount = 20.0, LatencySum = 0.0874491, QueueSum = 0.000371 },
            options => options.Using<double>(number => number.Subject.Should().BeApproximately(number.Expectation, 1e-9)).WhenTypeIs<double>());
        seen.Buckets.Should().HaveCount(43).And.BeInAscendingOrder(bucket => bucket.UpperBound);
        seen.Buckets[^1].Should().Be(new BucketCount(double.PositiveInfinity, 20));
        seen.Incarnation.Should().StartWith("1795512308.98", "it says when it started");
        Histogram.Percentile(0.5, seen.Buckets).Should().BeInRange(0.001, 0.01);
    }

    [Fact]
    public async Task VLLM_adds_what_runs_and_what_waits_and_rejects_nothing()
    {
        var seen = await ReadAsync(ScrapePresets.Vllm, "vllm.txt");

        seen.Should().BeEquivalentTo(new { Requests = 40.0, Rejected = (double?)null, InFlight = 5.0, LatencySum = 30.5, LatencyCount = 40.0, QueueCount = 40.0 });
        Histogram.Percentile(0.95, seen.Buckets).Should().BeApproximately(1.25, 1e-9);
        seen.Incarnation.Should().Be("1762341805.5");
    }

    [Fact]
    public async Task Triton_gives_its_own_percentiles_in_microseconds_and_counts_its_versions_together()
    {
        var seen = await ReadAsync(ScrapePresets.Triton, "triton.txt");

        seen.Should().BeEquivalentTo(new { Requests = 158.0, Rejected = 5.0, InFlight = 4.0, LatencyCount = 150.0, QueueCount = 150.0, Incarnation = "run 0" });
        (seen.LatencySum, seen.QueueSum).Should().Be((3.0, 0.015));
        seen.Buckets.Should().BeEmpty();
        seen.Quantiles.Select(value => (value.Quantile, Math.Round(value.Seconds, 9))).Should().Equal((0.5, 0.018), (0.9, 0.03), (0.95, 0.041), (0.99, 0.096));
    }

    [Fact]
    public async Task The_page_of_another_server_is_not_present()
    {
        var collector = new SnapshotCollector(ScrapePresets.Onnx);
        await using var page = File.OpenRead(PathOf("vllm.txt"));

        (await ExpositionBody.ReadAsync(page, new ExpositionReader(collector, endMark: false), default)).Should().BeNull();

        collector.IsPresent.Should().BeFalse();
    }

    [Fact]
    public void Every_preset_of_queries_has_one_of_series_that_asks_for_no_other_latency()
    {
        foreach (var preset in MetricsPresets.Names.Select(MetricsPresets.Find))
        {
            var series = ScrapePresets.Find(preset!.Name);

            series.Should().NotBeNull();
            preset.Latency.Should().Contain(series!.Rules.Single(rule => rule.Role is SeriesRole.LatencyBucket or SeriesRole.LatencyQuantile).Name);
            preset.Presence.Should().StartWith(series.Rules.Single(rule => rule.Role == SeriesRole.Presence).Name);
            foreach (var rule in series.Rules.Where(rule => rule.Role == SeriesRole.Requests))
                preset.Rate.Should().Contain(rule.Name);
        }
    }

    private static async Task<PodSnapshot> ReadAsync(ScrapePreset preset, string file, bool endMark = false)
    {
        var collector = new SnapshotCollector(preset);
        await using var page = File.OpenRead(PathOf(file));
        (await ExpositionBody.ReadAsync(page, new ExpositionReader(collector, endMark), default)).Should().BeNull();
        collector.IsPresent.Should().BeTrue();
        return collector.Snapshot(TimeSpan.Zero, "run 0");
    }

    private static string PathOf(string file) => Repository.PathOf($"tests/InferenceOperator.Tests/Metrics/Scraping/Fixtures/{file}");
}
