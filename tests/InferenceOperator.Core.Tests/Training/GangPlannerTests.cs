using InferenceOperator.Core.Model;
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
    public void Shrinks_in_quick_succession_count_once_towards_the_limit_and_others_each()
    {
        var world = Running(4);
        Take(3, GrantKind.Shrink);
        Take(2, GrantKind.Shrink);
        world.Facts.Should().Match<GangFacts>(it => it.Preemptions == 2 && it.PreemptionTimes.Count == 1);

        world.Pass(TimeSpan.FromMinutes(15));
        Take(1, GrantKind.Shrink);
        world.Facts.PreemptionTimes.Should().HaveCount(2);

        Take(0, GrantKind.Suspend);
        world.Facts.Should().Match<GangFacts>(it => it.Preemptions == 4 && it.PreemptionTimes.Count == 3);

        void Take(int workers, GrantKind kind)
        {
            world.Pass(TimeSpan.FromMinutes(5));
            world.Give(workers, kind);
            world.Settle(roundSeconds: 5);
        }
    }

    [Theory]
    [InlineData(GrantKind.Shrink)]
    [InlineData(GrantKind.Run)]
    public void A_gang_taken_whole_while_it_stops_for_another_reason_is_preempted_once(GrantKind before)
    {
        var world = Running(4);
        world.Give(2, before);
        world.Reconcile();
        world.Give(0, GrantKind.Suspend);
        world.Settle();

        world.Pods.Should().BeEmpty();
        world.Facts.Should().Match<GangFacts>(it => it.PreemptedAt != null && it.Preemptions == 1 && it.PreemptionTimes.Count == 1);
        world.Broken.Should().BeEmpty();
    }

    [Fact]
    public void A_gang_taken_while_a_failed_worker_is_accounted_for_waits_as_preempted()
    {
        var world = Running(4);
        world.FailOne(1);
        world.Reconcile();
        world.ObeyAll(0);
        world.Reconcile();
        world.Facts.Phase.Should().Be(AttemptPhase.None);
        world.Give(0, GrantKind.Suspend);
        world.Settle();

        world.Facts.Should().Match<GangFacts>(it => it.PreemptedAt != null && it.Preemptions == 1 && it.LostGpuSeconds == 0);
        world.Give(4);
        world.Settle();
        world.Facts.PreemptedAt.Should().BeNull();
    }

    [Fact]
    public void Work_is_lost_when_nobody_reports_how_the_workers_ended()
    {
        var now = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        var ending = new GangFacts { Attempt = 1, Phase = AttemptPhase.Ending, EndReason = EndReason.Preempted, WorldSize = 2, StartedAt = now - TimeSpan.FromSeconds(100) };

        var plan = GangPlanner.Decide(new GangState { GpusPerWorker = 1, Facts = ending }, null, now);

        plan.Facts.Phase.Should().Be(AttemptPhase.None);
        plan.Facts.LastCheckpoint.Should().BeNull();
        plan.Facts.LostGpuSeconds.Should().Be(2 * (100 + 60));
    }

    [Fact]
    public void What_is_lost_is_put_on_record_by_pool_for_an_hour()
    {
        var now = new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
        var recent = new LossRecord(now - TimeSpan.FromMinutes(59), "a", 5);
        var state = new GangState
        {
            GpusPerWorker = 1,
            Pools = new Dictionary<string, double> { ["b"] = 0.25, ["a"] = 0.75 },
            Facts = new GangFacts
            {
                Attempt = 1, Phase = AttemptPhase.Ending, EndReason = EndReason.Shrunk, WorldSize = 4, StartedAt = now - TimeSpan.FromSeconds(100),
                RecentLosses = [new LossRecord(now - TimeSpan.FromMinutes(61), "a", 7), recent],
            },
        };

        GangPlanner.Decide(state, null, now).Facts.RecentLosses.Should().Equal(recent, new LossRecord(now, "a", 480), new LossRecord(now, "b", 160));
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
    public void Workers_that_saved_because_their_nodes_were_shut_down_complete_nothing()
    {
        var world = Running(2);
        world.DisruptOne(0, 0);
        world.DisruptOne(1, 0);
        world.Settle();

        world.Facts.Should().Match<GangFacts>(it => !it.Finished && it.Restarts == 0 && it.LastCheckpoint!.Message == "step=12");
        world.Pods.Should().HaveCount(2).And.OnlyContain(pod => pod.Running && pod.Attempt == 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    public void A_gang_that_loses_one_worker_to_an_eviction_starts_again_and_it_is_no_failure(int exitCode)
    {
        var world = Running(3);
        world.DisruptOne(1, exitCode);
        world.FailOne(2);
        world.Reconcile();

        world.Facts.Should().Match<GangFacts>(it => it.EndReason == EndReason.WorkerLost && it.EndDetail == "worker 1 was lost: Terminated: node shutdown");
        world.Settle();
        world.Facts.Restarts.Should().Be(0);
        world.Pods.Should().HaveCount(3).And.OnlyContain(pod => pod.Running && pod.Attempt == 2);
    }

    [Fact]
    public void A_worker_that_failed_is_asked_to_stop_while_others_of_its_containers_run()
    {
        var state = Running(1).Pods.Single() with { ExitCode = 1, Message = "boom" };
        var plan = GangPlanner.Decide(
            new GangState { Facts = new GangFacts { Attempt = 1, Phase = AttemptPhase.Active, WorldSize = 1 }, Workers = [state] }, null, DateTimeOffset.UnixEpoch);

        plan.Facts.Should().Match<GangFacts>(it => it.EndReason == EndReason.Failed && it.EndDetail == "worker 0 ended with exit code 1: boom");
        plan.Actions.Should().Equal(new GangAction.Stop("job-0"));
    }

    [Fact]
    public void Starts_that_the_nodes_refuse_come_later_each_time()
    {
        var world = new GangWorld(1);
        world.Give(1);
        var waits = new List<double>();
        for (var start = 1; start <= 4; start++)
        {
            Reach(world, pods: 1);
            world.DisruptOne(0, null);
            Reach(world, pods: 0);
            var ended = world.Facts.EndedAt!.Value;
            waits.Add((world.Plan().NextCheck!.Value - ended).TotalSeconds);
            world.Pass(TimeSpan.FromSeconds(waits[^1]));
        }

        waits.Should().Equal(1, 2, 4, 8);
        world.Settle();
        world.Facts.Should().Match<GangFacts>(it => it.Restarts == 0 && it.LostStarts == 0);
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

    [Theory]
    [InlineData(GrantKind.Suspend, 0)]
    [InlineData(GrantKind.Shrink, 2)]
    public void A_gang_that_did_its_work_before_the_request_to_stop_reached_it_has_completed_and_lost_nothing(GrantKind kind, int workers)
    {
        var world = Running(4);
        world.Give(workers, kind);
        world.Reconcile(crashBeforeActions: true);
        world.CompleteAll();
        world.Settle();

        world.Facts.Should().Match<GangFacts>(it => it.Finished && it.EndReason == EndReason.Completed && it.Preemptions == 0 && it.LostGpuSeconds == 0 && it.PreemptedAt == null);
        world.Facts.RecentLosses.Should().BeEmpty();
        if (kind == GrantKind.Suspend) world.Facts.PreemptionTimes.Should().BeEmpty();
    }

    [Fact]
    public void A_gang_of_which_one_worker_was_reached_is_preempted_and_comes_back()
    {
        var world = Running(2);
        world.Give(0, GrantKind.Suspend);
        world.Reconcile();
        world.ObeyAll(0);
        world.Settle();

        world.Facts.Should().Match<GangFacts>(it => !it.Finished && it.Preemptions == 1);
    }

    private static void Reach(GangWorld world, int pods)
    {
        for (var pass = 0; pass < 10 && world.Pods.Count != pods; pass++)
            world.Reconcile();
    }

    private static GangWorld Running(int workers)
    {
        var world = new GangWorld(workers);
        world.Give(workers);
        world.Settle();
        return world;
    }
}
