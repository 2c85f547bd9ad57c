using CsCheck;
using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class ThinnedTests
{
    [Fact]
    public void Neither_peaks_nor_order_are_lost() =>
        Gen.Double[0, 100].Array[1, 400].Sample(values =>
        {
            var kept = Thinned.Of([.. values.Select((value, index) => ((double)index, value))], 20);

            kept.Count.Should().BeLessThanOrEqualTo(Math.Max(40, 1));
            kept.Select(point => point.At).Should().BeInAscendingOrder();
            kept.Max(point => point.Value).Should().Be(values.Max());
            kept.Min(point => point.Value).Should().Be(values.Min());
        });

    [Fact]
    public void A_gap_beside_a_peak_does_not_hide_it()
    {
        var points = Enumerable.Range(0, 100).Select(index => ((double)index, index % 2 == 0 ? double.NaN : index == 51 ? 9.0 : 1.0)).ToList();

        Thinned.Of(points, 10).Select(point => point.Value).Should().Contain(9);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.083, 0.1)]
    [InlineData(7, 8)]
    [InlineData(340, 400)]
    public void Axes_end_at_a_round_value_above_the_greatest(double highest, double end) => Ticks.OfValue(highest)[^1].Should().BeApproximately(end, 1e-9);

    [Theory]
    [InlineData(0.24, 0.25)]
    [InlineData(61, 90)]
    [InlineData(180, 180)]
    [InlineData(7000, 7200)]
    public void Axes_of_durations_end_at_round_minutes(double highest, double end) => Ticks.OfDuration(highest)[^1].Should().BeApproximately(end, 1e-9);
}
