using InferenceOperator.Core.Training;
using InferenceOperator.Core.Training.Gang;

namespace InferenceOperator.Core.Tests.Training;

public sealed class GangPlannerTests
{
    [Fact]
    public void Creates_nothing_and_stops_nothing_before_a_grant_is_known()
    {
        var world = new GangWorld(4);
        world.Settle();
        world.Pods.Should().BeEmpty();

        world = Running(4);
        world.Grant = null;
        world.Settle();
        world.Pods.Should().HaveCount(4).And.OnlyContain(pod => pod.Running && !pod.Terminating);
    }

    [Fact]
    public void Starts_every_rank_of_the_gang_in_one_attempt()
    {
        var world = Running(4);

        world.Pods.Select(pod => pod.Rank).Should().BeEquivalentTo([0, 1, 2, 3]);
        world.Pods.Should().OnlyContain(pod => pod.Attempt == 1);
    }

    [Fact]
    public void A_preempted_gang_acknowledges_and_comes_back_as_a_new_attempt()
    {
        var world = Running(4);
        world.Give(0, GrantKind.Suspend);
        world.Settle();

        world.Pods.Should().BeEmpty();
        world.Facts.Should().Match<GangFacts>(it => it.Preemptions == 1 && it.PreemptedAt != null && it.LastCheckpoint!.Message == "step=12");

        world.Give(4);
        world.Settle();
        world.Pods.Should().HaveCount(4).And.OnlyContain(pod => pod.Attempt == 2);
        world.Facts.Preemptions.Should().Be(1);
    }

    [Fact]
    public void A_checkpoint_that_failed_costs_the_work_since_the_last_one()
    {
        var world = Running(2);
        var started = world.Facts.StartedAt!.Value;
        world.Give(0, GrantKind.Suspend);
        world.Reconcile();
        world.ObeyAll(1);
        world.Reconcile();

        world.Facts.LostGpuSeconds.Should().Be(2 * ((world.Now - started).TotalSeconds + 60));
        world.Facts.LastCheckpoint.Should().BeNull();
        world.Facts.EndDetail.Should().Contain("no checkpoint was acknowledged").And.Contain("disk full");
    }

    [Fact]
    public void A_shrunk_gang_drops_its_highest_ranks()
    {
        var world = Running(4);
        world.Give(2, GrantKind.Shrink);
        world.Settle();

        world.Pods.Select(pod => pod.Rank).Should().BeEquivalentTo([0, 1]);
        world.Facts.WorldSize.Should().Be(2);
        world.Facts.Preemptions.Should().Be(1);
    }

    [Fact]
    public void Work_is_lost_when_nobody_reports_how_the_workers_ended()
    {
        var now = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        var ending = new GangFacts { Attempt = 1, Phase = AttemptPhase.Ending, EndReason = EndReason.Preempted, WorldSize = 2, StartedAt = now - TimeSpan.FromSeconds(100) };

        var plan = GangPlanner.Decide(new GangState { GpusPerWorker = 1, Facts = ending }, null, now);

        plan.Facts.Phase.Should().Be(AttemptPhase.Accounted);
        plan.Facts.LastCheckpoint.Should().BeNull();
        plan.Facts.LostGpuSeconds.Should().Be(2 * (100 + 60));
    }

    [Fact]
    public void Fewer_workers_by_the_owners_wish_is_no_preemption()
    {
        var world = Running(4);
        world.Give(2);
        world.Settle();

        world.Pods.Select(pod => pod.Rank).Should().BeEquivalentTo([0, 1]);
        world.Facts.Should().Match<GangFacts>(it => it.Preemptions == 0 && it.LostGpuSeconds == 0 && it.Restarts == 0);
    }

    [Fact]
    public void Its_owners_suspension_is_no_preemption()
    {
        var world = Running(4);
        world.UserSuspended = true;
        world.Settle();

        world.Pods.Should().BeEmpty();
        world.Facts.Should().Match<GangFacts>(it => it.Preemptions == 0 && it.LostGpuSeconds == 0);
    }

    [Fact]
    public void Fails_for_good_after_backoffLimit_restarts()
    {
        var world = new GangWorld(2, backoffLimit: 2);
        world.Give(2);
        for (var failure = 0; failure < 3; failure++)
        {
            world.Settle();
            world.FailOne(1);
        }

        world.Settle();
        world.Facts.Should().Match<GangFacts>(it => it.Finished && it.EndReason == EndReason.Failed && it.Restarts == 3);
    }

    [Fact]
    public void Is_complete_when_every_worker_ended_well()
    {
        var world = Running(3);
        world.CompleteAll();
        world.Settle();

        world.Facts.Should().Match<GangFacts>(it => it.Finished && it.EndReason == EndReason.Completed);
        world.Broken.Should().BeEmpty();
    }

    [Fact]
    public void A_stopped_gang_is_not_complete_when_the_operator_died_before_it_put_the_stop_on_record()
    {
        var world = Running(4);
        world.Give(0, GrantKind.Suspend);
        world.Reconcile(crashAfter: 4);
        world.ObeyAll(0);
        world.Settle();

        world.Facts.Finished.Should().BeFalse();
        world.Facts.Preemptions.Should().Be(1);
        world.Facts.LastCheckpoint!.Message.Should().Be("step=12");
    }

    private static GangWorld Running(int workers)
    {
        var world = new GangWorld(workers);
        world.Give(workers);
        world.Settle();
        return world;
    }
}
