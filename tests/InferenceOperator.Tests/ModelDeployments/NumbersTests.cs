using InferenceOperator.Controllers.ModelDeployments.Reporting;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(0.1314, "130ms")]
    [InlineData(0.0097, "9.7ms")]
    [InlineData(0.000123, "0.12ms")]
    [InlineData(2.46, "2.5s")]
    [InlineData(0.9999, "1s")]
    [InlineData(131.0, "130s")]
    [InlineData(0.0, "0ms")]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(-1.0, null)]
    public void A_latency_has_two_digits(double seconds, string? expected) => Numbers.Latency(seconds).Should().Be(expected);

    [Theory]
    [InlineData(41.4, "41")]
    [InlineData(1234.0, "1200")]
    [InlineData(0.0333, "0.033")]
    [InlineData(0.0, "0")]
    [InlineData(double.NaN, null)]
    public void A_rate_has_two_digits(double rate, string? expected) => Numbers.Rate(rate).Should().Be(expected);

    [Theory]
    [InlineData("100ms", "110ms", false)]
    [InlineData("100ms", "120ms", true)]
    [InlineData("900ms", "1s", true)]
    [InlineData("950ms", "1s", false)]
    [InlineData("0", "1", true)]
    [InlineData(null, "1", true)]
    [InlineData("1", null, true)]
    [InlineData(null, null, false)]
    public void A_number_moved_when_it_differs_by_more_than_a_tenth(string? before, string? after, bool expected) => Numbers.Moved(before, after).Should().Be(expected);
}
