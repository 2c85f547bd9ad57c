using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling.Demand;

public sealed class LoadPeaksTests
{
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(4, true)]
    public void Two_peaks_are_a_habit(int peaks, bool expected) =>
        LoadPeaks.Recur(LoadHistories.Of(Rates(180, bin => bin % 36 >= 18 && bin / 36 < peaks ? 30 : 10)), 20, LookBack).Should().Be(expected);

    [Fact]
    public void A_peak_that_stays_below_the_capacity_counts_not() =>
        LoadPeaks.Recur(LoadHistories.Of(Rates(180, bin => bin % 36 >= 18 ? 30 : 10)), 32, LookBack).Should().BeFalse();

    [Fact]
    public void Peaks_before_the_look_back_are_forgotten() =>
        LoadPeaks.Recur(LoadHistories.Of(Rates(400, bin => bin < 200 && bin % 36 >= 18 ? 30 : 10)), 20, LookBack).Should().BeFalse();

    [Fact]
    public void A_load_that_rose_once_and_stays_is_no_peak() =>
        LoadPeaks.Recur(LoadHistories.Of(Rates(180, bin => bin > 60 ? 30 : 10)), 20, LookBack).Should().BeFalse();

    [Fact]
    public void Chance_around_the_capacity_is_no_peak()
    {
        for (ulong seed = 1; seed <= 20; seed++)
            LoadPeaks.Recur(LoadHistories.Of(LoadHistories.Noisy(180, seed, _ => 20)), 21, LookBack).Should().BeFalse($"seed {seed}");
    }

    [Fact]
    public void Gaps_in_a_high_load_are_no_peaks() =>
        LoadPeaks.Recur(LoadHistories.Of(Rates(180, bin => bin % 36 >= 18 ? double.NaN : 30)), 20, LookBack).Should().BeFalse();

    [Fact]
    public void Nothing_seen_says_nothing() => LoadPeaks.Recur(LoadHistory.Fine, 20, LookBack).Should().BeFalse();

    private static IEnumerable<double> Rates(int bins, Func<int, double> rate) => Enumerable.Range(0, bins).Select(rate);
}
