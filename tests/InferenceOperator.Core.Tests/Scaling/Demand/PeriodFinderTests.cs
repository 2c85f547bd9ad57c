using InferenceOperator.Core.Scaling;
using static InferenceOperator.Core.Tests.Scaling.Demand.LoadHistories;

namespace InferenceOperator.Core.Tests.Scaling.Demand;

public sealed class PeriodFinderTests
{
    public static TheoryData<string, Func<int, double>> Aperiodic => new()
    {
        { "nothing", _ => 0 },
        { "a constant load", _ => 20 },
        { "a ramp", bin => 2 + (bin / 20.0) },
        { "one step", bin => bin < 300 ? 4 : 30 },
        { "one bump", bin => 4 + (30 * Math.Exp(-Math.Pow((bin - 300) / 20.0, 2))) },
    };

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(97)]
    [InlineData(270)] // 45 minutes
    [InlineData(720)] // two hours, three of them
    public void Finds_a_wave(int period) => PeriodFinder.Find(Of(Enumerable.Range(0, 3 * period).Select(bin => Sine(bin, period))))!.Value.Bins.Should().BeApproximately(period, 2);

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(240)]
    public void Finds_a_job_that_calls_and_rests(int period)
    {
        var found = PeriodFinder.Find(Of(Enumerable.Range(0, 4 * period).Select(bin => Square(bin, period))))!.Value;

        found.Bins.Should().BeApproximately(period, 1);
        found.Trust.Should().BeGreaterThan(0.9);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(240)]
    public void Finds_a_period_through_the_noise_of_single_requests(int period)
    {
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var found = PeriodFinder.Find(Of(Noisy(5 * period, (ulong)seed, bin => Sine(bin, period))))!.Value;

            found.Bins.Should().BeApproximately(period, period / 15.0);
            found.Trust.Should().BeGreaterThan(0.4);
        }
    }

    [Theory]
    [MemberData(nameof(Aperiodic))]
    public void Finds_none_where_there_is_none(string because, Func<int, double> rate)
    {
        PeriodFinder.Find(Of(Enumerable.Range(0, 1000).Select(rate))).Should().BeNull(because);
        foreach (var seed in Enumerable.Range(1, 10))
            PeriodFinder.Find(Of(Noisy(1000, (ulong)seed, rate))).Should().BeNull($"{because} with noise, seed {seed}");
    }

    [Fact]
    public void Says_nothing_before_it_has_seen_two_periods() => PeriodFinder.Find(Of(Enumerable.Range(0, 110).Select(bin => Sine(bin, 60)))).Should().BeNull();

    [Fact]
    public void Says_the_shortest_period_and_not_its_double() =>
        PeriodFinder.Find(Of(Enumerable.Range(0, 2000).Select(bin => Square(bin, 60))))!.Value.Bins.Should().BeApproximately(60, 1);

    [Fact]
    public void A_gap_ends_what_is_known() =>
        PeriodFinder.Find(Of([.. Enumerable.Range(0, 400).Select(bin => Sine(bin, 60)), double.NaN, .. Enumerable.Range(0, 40).Select(bin => Sine(bin, 60))])).Should().BeNull();

    [Fact]
    public void Trusts_a_period_less_that_did_not_say_what_came()
    {
        var steady = Of(Enumerable.Range(0, 480).Select(bin => Sine(bin, 120)));
        var fading = Of(Enumerable.Range(0, 480).Select(bin => bin < 360 ? Sine(bin, 120) : 0.75 * Sine(bin, 120)));

        (PeriodFinder.Find(fading)?.Trust ?? 0).Should().BeLessThan(PeriodFinder.Find(steady)!.Value.Trust);
    }

    [Fact]
    public void Is_looked_for_every_three_minutes()
    {
        var history = Of(Enumerable.Range(0, 300).Select(bin => Square(bin, 60)));
        var found = LoadPeriods.None.Refreshed(history, LoadHistory.Coarse, Start);

        found.Recent.Should().NotBeNull();
        found.Past.Should().BeNull();
        found.Refreshed(LoadHistory.Fine, LoadHistory.Coarse, Start + TimeSpan.FromSeconds(179)).Should().BeSameAs(found);
        found.Refreshed(LoadHistory.Fine, LoadHistory.Coarse, Start + TimeSpan.FromMinutes(3)).Recent.Should().BeNull();
    }
}
