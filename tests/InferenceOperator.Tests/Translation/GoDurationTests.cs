using CsCheck;
using InferenceOperator.Translation;

namespace InferenceOperator.Tests.Translation;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("10us", 0.01)]
    [InlineData("10µs", 0.01)]
    [InlineData("100ns", 0.0001)]
    [InlineData("80ms", 80)]
    [InlineData("1.5s", 1500)]
    [InlineData(".5s", 500)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m1m", 120_000)]
    [InlineData("90m", 5_400_000)]
    [InlineData("2h0m5s", 7_205_000)]
    public void Reads_what_go_reads(string text, double milliseconds) => GoDuration.Parse(text).TotalMilliseconds.Should().Be(milliseconds);

    [Theory]
    [InlineData(null, "is no duration")]
    [InlineData("", "is no duration")]
    [InlineData("abc", "is no duration")]
    [InlineData("-5m", "is no duration")]
    [InlineData("+5m", "is no duration")]
    [InlineData(" 5m", "is no duration")]
    [InlineData("1.2.3s", "is no duration")]
    [InlineData("80", "has a number without a unit")]
    [InlineData("1h30", "has a number without a unit")]
    [InlineData("5d", "has a number without a unit")]
    [InlineData("5 m", "has a number without a unit")]
    [InlineData("5M", "has a number without a unit")]
    [InlineData("9999999999h", "is too long")]
    [InlineData("99999999999999999999h", "is too long")]
    public void Says_what_is_wrong_and_what_to_write(string? text, string problem)
    {
        var reading = () => GoDuration.Parse(text);

        reading.Should().Throw<FormatException>().WithMessage($"\"{text}\" {problem}: write numbers with units ns, us, ms, s, m or h, such as 80ms or 1h30m");
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.0001, "100ns")]
    [InlineData(0.01, "10us")]
    [InlineData(0.0125, "12.5us")]
    [InlineData(80, "80ms")]
    [InlineData(1.25, "1.25ms")]
    [InlineData(1500, "1.5s")]
    [InlineData(60_000, "1m")]
    [InlineData(5_400_000, "1h30m")]
    [InlineData(86_400_000, "24h")]
    [InlineData(3_600_500, "1h0.5s")]
    public void Writes_the_shortest_form(double milliseconds, string text) => GoDuration.Format(TimeSpan.FromTicks((long)(milliseconds * 10_000))).Should().Be(text);

    [Fact]
    public void Reads_back_everything_it_writes() =>
        Gen.Long[0, long.MaxValue].Sample(ticks => GoDuration.Parse(GoDuration.Format(TimeSpan.FromTicks(ticks))).Ticks == ticks);

    [Fact]
    public void Never_throws_on_any_text() =>
        Gen.String.Sample(text => GoDuration.TryParse(text, out _, out var error) == (error is null));

    [Fact]
    public void Refuses_to_write_a_negative_duration()
    {
        var writing = () => GoDuration.Format(TimeSpan.FromSeconds(-1));

        writing.Should().Throw<ArgumentOutOfRangeException>();
    }
}
