using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>Gangs that start again after some of their places went away.</summary>
public sealed class GangFitTests
{
    private static readonly NodeState Left = Paper.Node("left", 4);
    private static readonly NodeState Gone = Paper.Node("gone", 4) with { Ready = false };

    [Fact]
    public void Goes_on_with_the_workers_that_have_places() =>
        Half("bert", minWorkers: 4).Grant("bert").Should().Match<TrainingGrant>(it => it.Workers == 4 && it.Kind == GrantKind.Run && it.Reason.Contains("8 -> 4"));

    [Fact]
    public void Goes_back_to_the_queue_when_too_few_have_places_and_that_is_no_preemption()
    {
        var grant = Half("bert", minWorkers: 6).Grant("bert");

        grant.Should().Match<TrainingGrant>(it => it.Workers == 0 && it.Kind == GrantKind.Wait && it.Reason.Contains("4 are left"));

        var world = new GangWorld(8);
        world.Give(8);
        world.Settle();
        world.Grant = grant;
        world.Settle();
        world.Pods.Should().BeEmpty();
        (world.Facts.Preemptions, world.Facts.PreemptedAt, world.Facts.LostGpuSeconds).Should().Be((0, null, 0));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(4, 7)]
    public void Nothing_of_it_is_left_behind_when_a_stranger_takes_one_of_its_places_while_it_starts_again(int minWorkers, int workers)
    {
        var job = Paper.Job("bert", workers: 8, minWorkers, granted: 8) with { StartedAt = null };
        PodState[] pods = [.. Enumerable.Range(0, 7).Select(rank => Paper.Worker("bert", rank, rank < 4 ? "left" : "right")), Paper.Worker("bert", 7, null)];
        var cluster = new ClusterSnapshot { Nodes = [Left, Paper.Node("right", 4)], TrainingJobs = [job], Pods = pods };
        cluster.Grant("bert").Workers.Should().Be(8, "its place is free, and kube-scheduler has not come to it");

        var grant = (cluster with { Pods = [.. pods, Paper.Pod("notebook", "right")] }).Grant("bert");

        grant.Workers.Should().Be(workers);
        var world = new GangWorld(8);
        world.Give(8);
        world.Reconcile();
        world.Reconcile();
        (world.Pods.Count, world.Facts.StartedAt).Should().Be((8, null), "one of them waits for a node");
        world.Grant = grant;
        world.Settle();
        (world.Pods.Count, world.Facts.Preemptions, world.Facts.Restarts).Should().Be((workers, 0, 0));
    }

    [Fact]
    public void Waits_for_places_that_stopping_pods_will_leave()
    {
        var cluster = Half("bert", minWorkers: 8) with { Nodes = [Left, Gone with { Ready = true }] };
        PodState[] stopping = [.. Enumerable.Range(0, 4).Select(pod => Paper.Pod($"notebook-{pod}", "gone").Stopping(TimeSpan.FromSeconds(30)))];

        (cluster with { Pods = [.. cluster.Pods, .. stopping] }).Grant("bert").Workers.Should().Be(8);
    }

    [Fact]
    public void A_node_about_to_be_drained_is_no_place_to_start_again_on() =>
        (Half("bert", minWorkers: 1) with { Nodes = [Left with { Schedulable = false }, Paper.Node("other", 2)] }).Grant("bert").Workers.Should().Be(2);

    [Fact]
    public void Is_left_alone_while_its_own_workers_are_stopping()
    {
        var cluster = Half("bert", minWorkers: 8);
        var stopping = cluster.Pods.Take(4).Select(pod => pod.Stopping(TimeSpan.FromSeconds(30)));

        (cluster with { Pods = [.. stopping] }).Grant("bert").Workers.Should().Be(8);
    }

    [Fact]
    public void Is_left_alone_when_some_workers_are_through_with_their_work()
    {
        var cluster = Half("bert", minWorkers: 8);

        (cluster with { TrainingJobs = [cluster.TrainingJobs[0] with { StartedAt = Paper.Noon }] }).Grant("bert").Workers.Should().Be(8);
    }

    [Fact]
    public void Two_halves_do_not_wait_for_each_other()
    {
        var (one, other) = (Half("one", minWorkers: 8, on: "left"), Half("two", minWorkers: 8, on: "right"));
        var cluster = one with
        {
            Nodes = [Left, Paper.Node("right", 4)],
            Pods = [.. one.Pods, .. other.Pods],
            TrainingJobs = [.. one.TrainingJobs, other.TrainingJobs[0] with { CreatedAt = Paper.Noon }],
        };

        var grants = cluster.Plan().TrainingJobs;

        grants[Paper.Name("one")].Workers.Should().Be(8);
        grants[Paper.Name("two")].Workers.Should().Be(0);
    }

    [Fact]
    public void A_job_whose_fewest_workers_were_raised_never_restarts_with_less()
    {
        var job = Paper.Job("bert", workers: 8, minWorkers: 8, granted: 4) with { StartedAt = Paper.Noon - TimeSpan.FromDays(1) };
        PodState[] pods = [.. Enumerable.Range(0, 4).Select(rank => Paper.Worker("bert", rank, "left"))];
        var cluster = new ClusterSnapshot { Nodes = [Left, Paper.Node("right", 2)], TrainingJobs = [job], Pods = pods, Pools = [new PoolRules { GiveBackDelay = TimeSpan.Zero }] };

        cluster.Grant("bert").Workers.Should().Be(4);
        (cluster with { Nodes = [Left, Paper.Node("right", 4)] }).Grant("bert").Workers.Should().Be(8);
    }

    [Theory]
    [InlineData(2, 239, false)] // 8 GPUs for 60 s to grow by 2: worth it when the two have stood free for 240 s
    [InlineData(2, 240, true)]
    [InlineData(8, 59, false)]
    [InlineData(8, 60, true)]
    public void A_gang_grows_when_what_stood_free_for_it_has_cost_as_much_as_its_restart_will(int free, double seconds, bool expected)
    {
        var job = Paper.Job("bert", workers: 16, minWorkers: 4, granted: 8) with { ResumeCost = TimeSpan.FromSeconds(60) };
        PodState[] pods = [.. Enumerable.Range(0, 8).Select(rank => Paper.Worker("bert", rank, rank < 4 ? "left" : "middle"))];
        var cluster = new ClusterSnapshot
        {
            Nodes = [Left, Paper.Node("middle", 4), Paper.Node("right", free)], TrainingJobs = [job], Pods = pods, Pools = [new PoolRules { GiveBackDelay = TimeSpan.FromSeconds(10) }],
        };
        var first = CapacityPlanner.Plan(cluster, PlannerMemory.Empty, Paper.Noon);

        var later = CapacityPlanner.Plan(cluster, first.Memory, Paper.Noon + TimeSpan.FromSeconds(seconds));

        first.TrainingJobs[job.Name].Workers.Should().Be(8);
        first.NextCheck.Should().Be(Paper.Noon + TimeSpan.FromSeconds(8 * 60.0 / free), "then it is looked at again");
        later.TrainingJobs[job.Name].Workers.Should().Be(expected ? 8 + free : 8);
    }

    /// <summary>A job of 8 of which 4 are on a node and 4 wait for one.</summary>
    private static ClusterSnapshot Half(string job, int minWorkers, string on = "left") => new()
    {
        Nodes = [Left, Gone],
        TrainingJobs = [Paper.Job(job, workers: 8, minWorkers, granted: 8) with { StartedAt = null }],
        Pods = [.. Enumerable.Range(0, 8).Select(rank => Paper.Worker(job, rank, rank < 4 ? on : null))],
    };
}
