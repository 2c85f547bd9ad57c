using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Foreign;

namespace InferenceOperator.Core.Tests.Training.Foreign;

public sealed class ForeignDeciderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TrainingGrant Run = new(2, GrantKind.Run, "room");
    private static readonly TrainingGrant Suspend = new(0, GrantKind.Suspend, "needed");
    private static readonly TrainingGrant Wait = new(0, GrantKind.Wait, "no room");

    [Fact]
    public void Suspends_what_runs_when_the_plan_says_so() => Decide(new() { LivePods = 2 }, Suspend).Should().Be(ForeignAction.Suspend);

    [Fact]
    public void Resumes_what_it_suspended_when_there_is_room() => Decide(Ours(), Run).Should().Be(ForeignAction.Resume);

    [Fact]
    public void Waits_while_there_is_none() => Decide(Ours(), Wait).Should().Be(ForeignAction.None);

    [Fact]
    public void Says_nothing_to_what_others_suspended()
    {
        foreach (var grant in new[] { Run, Suspend, Wait, null })
            Decide(new() { Suspended = true }, grant).Should().Be(ForeignAction.None);
    }

    [Fact]
    public void Lets_go_of_what_somebody_else_resumed_whatever_the_plan_says()
    {
        foreach (var grant in new[] { Run, Suspend, Wait, null })
            Decide(Ours() with { Suspended = false, LivePods = 2 }, grant).Should().Be(ForeignAction.LetGo);
    }

    [Fact]
    public void Resumes_nothing_whose_pods_are_not_gone() => Decide(Ours() with { LivePods = 1 }, Run).Should().Be(ForeignAction.None);

    [Theory]
    [InlineData(119, ForeignAction.None)]
    [InlineData(120, ForeignAction.Withdraw)]
    public void Takes_back_a_suspension_that_nobody_acts_upon(int seconds, ForeignAction action) =>
        Decide(Ours() with { LivePods = 2 }, Suspend, Noon.AddSeconds(seconds)).Should().Be(action);

    [Fact]
    public void Pods_that_went_are_no_reason_to_take_it_back() => Decide(Ours(), Wait, Noon.AddDays(1)).Should().Be(ForeignAction.None);

    [Fact]
    public void What_is_over_is_left_as_it_is()
    {
        foreach (var grant in new[] { Run, Suspend, null })
            Decide(Ours() with { Finished = true, LivePods = 1 }, grant, Noon.AddDays(1)).Should().Be(ForeignAction.None);
    }

    [Fact]
    public void Does_nothing_to_what_runs_and_may_run() => Decide(new() { LivePods = 2 }, Run).Should().Be(ForeignAction.None);

    [Theory]
    [InlineData(300, 8 * (300 + 60))]
    [InlineData(3600, 8 * (600 + 60))]
    public void What_is_lost_is_the_work_since_the_start_at_most_an_interval_and_the_time_to_load(int seconds, double lost) =>
        ForeignDecider.LostGpuSeconds(8, Noon, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(60), Noon.AddSeconds(seconds)).Should().Be(lost);

    [Fact]
    public void What_does_not_run_yet_loses_nothing() =>
        ForeignDecider.LostGpuSeconds(8, null, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(60), Noon).Should().Be(0);

    private static ForeignState Ours() => new() { Suspended = true, MarkedAt = Noon };

    private static ForeignAction Decide(ForeignState state, TrainingGrant? grant, DateTimeOffset? now = null) => ForeignDecider.Decide(state, grant, Patience, now ?? Noon.AddSeconds(1));
}
