using CsCheck;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class HistogramQuantileTests
{
    private static readonly HistogramBucket[] Buckets = [new(0.1, 50), new(0.2, 90), new(0.4, 100), new(double.PositiveInfinity, 100)];

    [Theory]
    [InlineData(0.5, 0.1)]
    [InlineData(0.7, 0.15)]
    [InlineData(0.95, 0.3)]
    [InlineData(1, 0.4)]
    public void Interpolates_inside_a_bucket(double quantile, double expected) =>
        HistogramQuantile.Of(quantile, Buckets).Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void Beyond_the_last_bound_it_is_that_bound() =>
        HistogramQuantile.Of(0.99, [new(0.1, 5), new(double.PositiveInfinity, 100)]).Should().Be(0.1);

    [Fact]
    public void Is_unknown_without_observations_or_without_the_last_bucket()
    {
        HistogramQuantile.Of(0.95, [new(0.1, 0), new(double.PositiveInfinity, 0)]).Should().BeNull();
        HistogramQuantile.Of(0.95, [new(0.1, 1), new(0.2, 2)]).Should().BeNull();
        HistogramQuantile.Of(0.95, []).Should().BeNull();
    }

    [Fact]
    public void Never_falls_as_the_quantile_grows() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Sample((one, other) =>
            HistogramQuantile.Of(Math.Min(one, other), Buckets).Should().BeLessThanOrEqualTo(HistogramQuantile.Of(Math.Max(one, other), Buckets)!.Value));
}
