using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class ScalingDelayTests
{
    private static readonly DateTimeOffset Start = ScalingScene.Start;
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(null, null, 300)] // nothing known of the start-up: the longest
    [InlineData(0, null, 60)]
    [InlineData(10, null, 60)]
    [InlineData(30, null, 60)]
    [InlineData(40, null, 80)]
    [InlineData(150, null, 300)]
    [InlineData(600, null, 300)]
    [InlineData(null, 5, 5)] // what the owner says counts, whatever it is
    [InlineData(40, 0, 0)]
    [InlineData(600, 3600, 3600)]
    public void The_delay_is_twice_the_start_up_within_bounds_or_what_the_owner_says(int? startup, int? owner, int expected)
    {
        var policy = new ScalingPolicy { ScaleDownDelay = owner is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

        policy.DelayFor(startup is { } time ? TimeSpan.FromSeconds(time) : null).Should().Be(TimeSpan.FromSeconds(expected));
    }

    [Fact]
    public void The_greatest_load_of_the_delay_counts()
    {
        var state = Noted((0, 3), (10, 7), (20, 5), (30, 2));

        Most(state, 30).Should().Be(7);
        Most(DownWindow.Note(state, 2, Start + TimeSpan.FromSeconds(71), Delay), 71).Should().Be(5);
        Most(DownWindow.Note(state, 2, Start + TimeSpan.FromSeconds(81), Delay), 81).Should().Be(2);
    }

    [Theory]
    [InlineData(20, 7)]
    [InlineData(19, 5)]
    [InlineData(9, 2)]
    public void Of_less_than_the_delay_only_what_is_younger_counts(int seconds, double expected) =>
        DownWindow.Most(Noted((0, 3), (10, 7), (20, 5), (30, 2)), Start + TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(seconds)).Should().Be(expected);

    [Fact]
    public void Keeps_only_loads_that_can_still_be_the_greatest() => Noted((0, 3), (10, 7), (20, 5), (30, 5), (40, 2)).Needs.Select(need => need.Rate).Should().Equal(7, 5, 2);

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void Covers_the_delay_when_needs_were_noted_for_all_of_it(int seconds, bool expected) =>
        DownWindow.Covers(Noted((0, 3), (seconds, 3)), Start + TimeSpan.FromSeconds(seconds), Delay).Should().Be(expected);

    [Fact]
    public void After_forgetting_nothing_is_covered_and_nothing_is_known()
    {
        var state = DownWindow.Forget(Noted((0, 3), (60, 3)));

        Most(state, 60).Should().Be(double.PositiveInfinity);
        DownWindow.Covers(state, Start + TimeSpan.FromHours(1), Delay).Should().BeFalse();
        DownWindow.Covers(DownWindow.Note(state, 3, Start + Delay, Delay), Start + Delay + Delay - ScalingScene.Interval, Delay).Should().BeFalse();
    }

    private static double Most(ScalingState state, int now) => DownWindow.Most(state, Start + TimeSpan.FromSeconds(now), Delay);

    private static ScalingState Noted(params (int Seconds, double Rate)[] needs) => needs.Aggregate(
        ScalingState.Empty, (state, need) => DownWindow.Note(state, need.Rate, Start + TimeSpan.FromSeconds(need.Seconds), Delay));
}
