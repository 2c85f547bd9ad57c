using CsCheck;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling.Demand;

public sealed class LoadHistoryTests
{
    private static readonly DateTimeOffset Start = LoadHistories.Start;

    [Fact]
    public void Averages_the_readings_of_a_bin()
    {
        var history = LoadHistory.Fine.Add(Start, 4).Add(Start + TimeSpan.FromSeconds(5), 8).Add(Start + TimeSpan.FromSeconds(10), 100);

        history.Values.Should().Equal(6);
    }

    [Fact]
    public void The_bin_that_is_being_filled_is_not_known_yet()
    {
        var history = LoadHistory.Fine.Add(Start, 4);

        history.Values.Should().BeEmpty();
        history.At(history.Next).Should().Be(float.NaN);
    }

    [Fact]
    public void A_gap_is_not_zero()
    {
        var history = LoadHistories.Of([1, double.NaN, double.NaN, 4]);

        history.Values.Should().Equal([1, float.NaN, float.NaN, 4], (left, right) => left.Equals(right));
    }

    [Fact]
    public void A_bin_is_found_by_its_number()
    {
        var history = LoadHistories.Of([1, 2, 3]);

        Enumerable.Range(1, 4).Select(back => history.At(history.Next - back)).Should().Equal([3, 2, 1, float.NaN], (left, right) => left.Equals(right));
    }

    [Fact]
    public void Forgets_the_oldest_bins_beyond_its_length()
    {
        var history = LoadHistories.Of(Enumerable.Range(0, 2500).Select(bin => (double)bin));

        history.Values.Should().HaveCount(2160).And.BeInAscendingOrder();
        history.Values[^1].Should().Be(2499);
    }

    [Fact]
    public void A_reading_from_before_is_no_news_but_one_of_a_clock_that_is_a_bin_off_is()
    {
        var history = LoadHistories.Of([1, 2, 3]);

        history.Add(Start, 1000).Should().BeSameAs(history);
        history.Add(LoadHistories.End(3) - TimeSpan.FromSeconds(1), 8).Add(LoadHistories.End(4), 0).Values.Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public void After_a_gap_that_is_nearly_its_length_the_last_bin_is_where_it_was()
    {
        var last = Start + (2159 * LoadHistories.Bin);

        var history = LoadHistory.Fine.Add(Start, 7).Add(last + LoadHistories.Bin, 9);

        history.Values.Where(value => !float.IsNaN(value)).Should().Equal(7);
        history.At(Start.UtcTicks / LoadHistories.Bin.Ticks).Should().Be(7);
    }

    [Theory]
    [InlineData(2161)]
    [InlineData(10_000)]
    public void After_a_gap_beyond_its_length_nothing_is_known(int bins)
    {
        var history = LoadHistory.Fine.Add(Start, 7).Add(Start + (bins * LoadHistories.Bin), 9);

        history.Values.Should().HaveCount(2160).And.OnlyContain(value => float.IsNaN(value));
    }

    [Fact]
    public void Nothing_is_ever_in_another_bin_than_its_own() => Gen.Select(Gen.Int[0, 40], Gen.Double[0, 100]).Array[1, 60].Sample(steps =>
    {
        var (history, bin, expected) = (LoadHistory.Fine, Start.UtcTicks / LoadHistories.Bin.Ticks, new Dictionary<long, double>());
        foreach (var (skip, rate) in steps)
        {
            bin += skip + 1;
            history = history.Add(new DateTimeOffset(bin * LoadHistories.Bin.Ticks, TimeSpan.Zero), rate);
            expected[bin] = rate;
        }

        for (var at = history.Next - history.Values.Length; at < history.Next; at++)
            history.At(at).Should().Be(expected.TryGetValue(at, out var rate) ? (float)rate : float.NaN);
    });

    [Fact]
    public void What_another_knows_of_earlier_comes_before_and_what_both_know_stays()
    {
        var older = LoadHistories.Of([1, 2, 3, 4]);
        var own = LoadHistory.Fine.Add(Start + TimeSpan.FromSeconds(30), 40).Add(Start + TimeSpan.FromSeconds(60), 7);

        var both = own.After(older);

        both.Values.Should().Equal([1, 2, 3, 40, 0, float.NaN], (left, right) => left.Equals(right));
        both.Next.Should().Be(own.Next);
        both.Add(Start + TimeSpan.FromSeconds(70), 9).Values[^1].Should().Be(7, "the bin that was being filled is filled on");
        both.After(older).Values.Should().Equal(both.Values, (left, right) => left.Equals(right));
    }

    [Fact]
    public void A_history_that_knows_nothing_takes_over_the_other()
    {
        var older = LoadHistories.Of([1, 2, 3]);

        LoadHistory.Fine.After(older).Values.Should().Equal(older.Values);
        older.After(LoadHistory.Fine).Should().BeSameAs(older);
    }

    [Fact]
    public void What_is_older_than_its_length_is_not_taken_over()
    {
        var older = LoadHistories.Of(Enumerable.Range(0, 2160).Select(bin => (double)bin));
        var own = LoadHistory.Fine.Add(Start + TimeSpan.FromSeconds(22000), 1).Add(Start + TimeSpan.FromSeconds(22010), 1);

        var both = own.After(older);

        both.Values.Should().HaveCount(2160);
        both.At(own.Next - 2160).Should().Be(older.At(own.Next - 2160));
    }
}
