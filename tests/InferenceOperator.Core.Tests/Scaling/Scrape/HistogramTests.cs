using System.Collections.Immutable;
using CsCheck;
using InferenceOperator.Core.Scaling.Scrape;

namespace InferenceOperator.Core.Tests.Scaling.Scrape;

public sealed class HistogramTests
{
    private const double Inf = double.PositiveInfinity;

    [Theory]
    [InlineData(0.5, 0.1)] // rank 50 of 100: at the end of the second bucket
    [InlineData(0.25, 0.05)] // half of the second bucket
    [InlineData(0.75, 0.55)] // half of the third
    [InlineData(0.99, 0.982)]
    public void A_percentile_lies_on_a_line_inside_its_bucket(double quantile, double expected) =>
        Histogram.Percentile(quantile, Buckets((0.1, 50), (1, 100), (Inf, 100))).Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void The_last_bucket_has_no_end_so_it_gives_the_bound_before() =>
        Histogram.Percentile(0.95, Buckets((0.1, 50), (1, 90), (Inf, 100))).Should().Be(1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Nothing_observed_has_no_percentile(double first, double last) =>
        Histogram.Percentile(0.95, Buckets((0.1, first), (Inf, last))).Should().Be(double.NaN);

    [Fact]
    public void Buckets_that_do_not_end_at_infinity_are_no_histogram()
    {
        Histogram.Percentile(0.95, Buckets((0.1, 1), (1, 2))).Should().Be(double.NaN);
        Histogram.Percentile(0.95, Buckets((Inf, 2))).Should().Be(double.NaN);
        Histogram.Percentile(0.95, []).Should().Be(double.NaN);
    }

    [Fact]
    public void Counts_that_fall_are_levelled() =>
        Histogram.Percentile(0.9, Buckets((0.1, 100), (0.5, 99.9), (Inf, 100))).Should().BeApproximately(0.09, 1e-9);

    [Fact]
    public void Is_in_the_bucket_that_a_sorted_list_of_all_values_says() =>
        Gen.Select(Gen.Double[0, 0.99].Array[1, 60], Gen.Int[50, 99]).Sample((values, percentile) =>
        {
            double[] bounds = [0.01, 0.05, 0.1, 0.5, 1, Inf];
            var buckets = bounds.Select(bound => (bound, (double)values.Count(value => value <= bound))).ToArray();
            var rank = percentile / 100.0 * values.Length;
            var exact = values.Order().ElementAt((int)Math.Ceiling(rank - 1e-9) - 1);

            var found = Histogram.Percentile(percentile / 100.0, Buckets(buckets));

            var upper = bounds.First(bound => exact <= bound);
            var lower = bounds.Where(bound => bound < upper).DefaultIfEmpty(0).Max();
            return found >= lower - 1e-9 && found <= upper + 1e-9;
        });

    private static ImmutableArray<BucketCount> Buckets(params (double Bound, double Count)[] buckets) =>
        [.. buckets.Select(bucket => new BucketCount(bucket.Bound, bucket.Count))];
}
