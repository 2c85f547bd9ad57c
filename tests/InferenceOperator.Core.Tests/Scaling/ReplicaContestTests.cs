using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class ReplicaContestTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Puts_back_at_once_what_is_taken_seldom()
    {
        var contest = ReplicaContest.None;

        for (var taking = 0; taking < 20; taking++)
        {
            contest = contest.Lost(Start + (taking * TimeSpan.FromSeconds(31)));
            contest.Should().BeEquivalentTo(new { IsContested = false, PutBackAt = (DateTimeOffset?)null });
        }
    }

    [Fact]
    public void Three_takings_within_a_minute_are_a_contest() => Contested().Should().BeEquivalentTo(new { IsContested = true, PutBackAt = Start + TimeSpan.FromSeconds(32) });

    [Fact]
    public void In_a_contest_the_number_is_put_back_ever_more_seldom()
    {
        var (contest, now, times) = (Contested(), Start, new List<double>());

        for (var i = 0; i < 6; i++)
        {
            now = contest.PutBackAt!.Value;
            contest.Lost(now - TimeSpan.FromTicks(1)).PutBackAt.Should().Be(now, "nothing is put back before its time");
            contest = contest.Lost(now);
            contest.PutBackAt.Should().BeNull("now it is");
            contest = contest.Lost(now);
            times.Add((contest.PutBackAt!.Value - now).TotalSeconds);
        }

        times.Should().Equal(60, 120, 240, 300, 300, 300);
    }

    [Fact]
    public void It_is_over_when_the_number_stands_for_a_minute()
    {
        var contest = Contested();
        var putBack = contest.PutBackAt!.Value;
        contest = contest.Lost(putBack);

        contest.Stands(putBack + TimeSpan.FromSeconds(59)).IsContested.Should().BeTrue();
        contest.Stands(putBack + TimeSpan.FromSeconds(60)).Should().BeSameAs(ReplicaContest.None);
    }

    [Fact]
    public void A_contest_asks_for_the_next_look()
    {
        ReplicaContest.None.LookAgain(Start).Should().BeNull();
        ReplicaContest.None.Lost(Start).LookAgain(Start).Should().BeNull();
        Contested().LookAgain(Start + TimeSpan.FromSeconds(2)).Should().Be(TimeSpan.FromSeconds(30));
        Contested().Lost(Start + TimeSpan.FromSeconds(32)).LookAgain(Start + TimeSpan.FromSeconds(32)).Should().Be(TimeSpan.FromMinutes(1));
    }

    private static ReplicaContest Contested() =>
        ReplicaContest.None.Lost(Start).Lost(Start + TimeSpan.FromSeconds(1)).Lost(Start + TimeSpan.FromSeconds(2));
}
