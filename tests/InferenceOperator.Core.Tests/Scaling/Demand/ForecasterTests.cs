using CsCheck;
using InferenceOperator.Core.Scaling;
using static InferenceOperator.Core.Tests.Scaling.Demand.LoadHistories;

namespace InferenceOperator.Core.Tests.Scaling.Demand;

public sealed class ForecasterTests
{
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(60);

    [Fact]
    public void Nothing_known_of_the_past_leaves_the_present() => Expect([], level: 7).Should().Be(new Forecast(7, null));

    [Fact]
    public void Never_expects_less_than_the_present() => Gen.Select(Gen.Double[0, 50].Array[0, 200], Gen.Double[0, 50], Gen.Double[12, 100], Gen.Double[0, 1]).Sample((rates, level, bins, trust) =>
        Expect(rates, level, new Period(bins, trust)).Rate.Should().BeGreaterThanOrEqualTo(level).And.BeLessThan(double.PositiveInfinity));

    [Fact]
    public void A_rising_load_goes_on_rising()
    {
        // One request a second more every ten seconds; six more are to be expected within the minute.
        var forecast = Expect(Enumerable.Range(0, 30).Select(bin => 20.0 + bin), level: 50);

        forecast.Rate.Should().BeApproximately(56, 0.5);
        forecast.Why.Should().Be("rising");
    }

    [Fact]
    public void A_rise_adds_half_of_the_present_at_most() => Expect(Enumerable.Range(0, 30).Select(bin => 4.0 * bin), level: 30).Rate.Should().Be(45);

    [Fact]
    public void A_falling_load_is_expected_to_stay() => Expect(Enumerable.Range(0, 30).Select(bin => 50.0 - bin), level: 20).Should().Be(new Forecast(20, null));

    [Fact]
    public void Chance_is_no_rise()
    {
        var rising = Enumerable.Range(1, 200).Count(seed => Expect(Noisy(60, (ulong)seed, _ => 20), level: 20).Why == "rising");

        rising.Should().BeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(55)]
    public void A_jump_is_no_rise(int jump) => Expect(Enumerable.Range(0, 60).Select(bin => bin < jump ? 5.0 : 30), level: 30).Should().Be(new Forecast(30, null));

    [Fact]
    public void A_gap_is_no_rise() => Expect([.. Enumerable.Range(0, 30).Select(bin => 20.0 + bin), double.NaN, 51, 52], level: 52).Why.Should().BeNull();

    [Fact]
    public void A_season_is_seen_before_it_comes()
    {
        // Three whole periods and the low half of the fourth but for half a minute.
        var forecast = Expect(Enumerable.Range(0, 207).Select(bin => Square(bin, 60)), level: 4, new Period(60, 1));

        forecast.Rate.Should().BeApproximately(30, 1);
        forecast.Why.Should().Be("as 600 s ago");
    }

    [Fact]
    public void A_season_beyond_the_horizon_is_not_acted_on() =>
        Expect(Enumerable.Range(0, 190).Select(bin => Square(bin, 60)), level: 4, new Period(60, 1)).Rate.Should().Be(4);

    [Fact]
    public void A_season_is_believed_as_far_as_it_is_trusted() =>
        Expect(Enumerable.Range(0, 207).Select(bin => Square(bin, 60)), level: 4, new Period(60, 0.5)).Rate.Should().BeApproximately(17, 1);

    [Fact]
    public void A_season_that_broke_is_not_followed()
    {
        // Half a period long it has stayed low although the season says that it is high.
        double Rate(int bin) => bin < 210 ? Square(bin, 60) : 4;

        Expect(Enumerable.Range(0, 230).Select(Rate), level: 4, new Period(60, 1)).Should().Be(new Forecast(4, null));
    }

    [Fact]
    public void A_day_that_was_seen_before_counts_as_an_hour_does()
    {
        var (history, at) = (LoadHistory.Coarse, Start);
        for (var bin = 0; bin < 3 * 288; bin++)
        {
            history = history.Add(at, (bin % 288) is > 96 and < 200 ? 40 : 5);
            at += history.Bin;
        }

        // Half past seven in this load's morning, and a capacity that takes an hour.
        for (var bin = 0; bin < 92; bin++)
        {
            history = history.Add(at, 5);
            at += history.Bin;
        }

        var forecast = Forecaster.Expect(new(5, 60), LoadHistory.Fine, null, history, new Period(288, 1), at, TimeSpan.FromHours(1));

        forecast.Rate.Should().BeApproximately(40, 1);
        forecast.Why.Should().Be("as 86400 s ago");
    }

    private static Forecast Expect(IEnumerable<double> rates, double level, Period? period = null)
    {
        var bins = rates.ToList();
        return Forecaster.Expect(new(level, 60), Of(bins), period, LoadHistory.Coarse, null, End(bins.Count), Horizon);
    }
}
