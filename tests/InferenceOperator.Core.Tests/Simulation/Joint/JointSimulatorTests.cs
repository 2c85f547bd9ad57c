using InferenceOperator.Core.Simulation.Joint;
using static InferenceOperator.Core.Tests.Simulation.Joint.Replays;

namespace InferenceOperator.Core.Tests.Simulation.Joint;

public sealed class JointSimulatorTests
{
    // One GPU, wanted by the model from second 1000 to 2000.
    private static readonly JointSetting OneGpu = Setting([1], [(0, 0), (1000, 1), (2000, 0)], Job("bert", 3600));

    [Fact]
    public void A_job_that_nobody_disturbs_loses_nothing()
    {
        var result = JointSimulator.Operator(Setting([1], [(0, 0)], Job("bert", 3600)));

        result.Of("bert").FinishedSeconds.Should().Be(10 + 3600, "its pod starts first");
        (result.LostGpuSeconds, result.Preemptions, result.MakespanSeconds).Should().Be((0, 0, 3610));
    }

    [Fact]
    public void The_operator_asks_for_a_checkpoint_and_gives_back_when_there_has_been_room_for_the_delay()
    {
        var result = JointSimulator.Operator(OneGpu);

        result.PreemptionTimes.Should().Equal(1000);
        result.Held.Should().Equal((0, 0), (1030, 1), (2000, 0));
        result.Of("bert").Stretches[3].From.Should().Be(2605, "the replica's GPU is free after 5 s, and giveBackDelay is 10 min");
        result.Of("bert").FinishedSeconds.Should().Be(2605 + 10 + 60 + (3600 - 990));
        result.LostGpuSeconds.Should().BeApproximately(30 + 10 + 60, 1e-6, "it saves, starts and loads again");
    }

    [Fact]
    public void Priority_alone_kills_at_the_end_of_the_grace_period_and_loses_what_was_not_saved()
    {
        var result = JointSimulator.Priority(OneGpu);

        result.Held.Should().Equal((0, 0), (1120, 1), (2000, 0));
        result.Of("bert").FinishedSeconds.Should().Be(2005 + 10 + 60 + (3600 - 600));
        result.LostGpuSeconds.Should().BeApproximately((1120 - 10 - 600) + 10 + 60, 1e-6, "its own last save was at 600 s of work");
    }

    [Fact]
    public void A_shorter_grace_period_kills_sooner() =>
        JointSimulator.Priority(OneGpu with { KillGraceSeconds = 30 }).Held.Should().Equal((0, 0), (1030, 1), (2000, 0));

    [Fact]
    public void A_job_that_is_done_before_it_is_killed_is_done()
    {
        var result = JointSimulator.Priority(OneGpu with { Jobs = [Job("bert", 1000)] });

        (result.Of("bert").FinishedSeconds, result.LostGpuSeconds).Should().Be((1010, 0));
        result.Held[1].Should().Be((1010, 1), "its GPU is free then");
    }

    [Fact]
    public void A_checkpoint_that_takes_longer_than_the_grace_period_is_none()
    {
        var result = JointSimulator.Operator(OneGpu with { Jobs = [Job("bert", 3600) with { SaveSeconds = 200 }] });

        result.Held[1].Should().Be((1120, 1));
        result.LostGpuSeconds.Should().BeApproximately(390 + 120 + 10 + 60, 1e-6, "it had worked for 990 s, saved itself at 600 s, and tried in vain for 120 s");
    }

    [Fact]
    public void Nobody_is_preempted_where_there_is_room()
    {
        foreach (var run in (Func<JointSetting, JointResult>[])[JointSimulator.Operator, JointSimulator.Priority, JointSimulator.Kueue])
            run(OneGpu with { NodeGpus = [1, 1] }).Preemptions.Should().Be(0);
    }

    [Fact]
    public void A_gang_that_loses_one_worker_stops_as_a_whole_and_starts_as_a_whole()
    {
        var result = JointSimulator.Priority(Setting([1, 1], [(0, 0), (1000, 1), (2000, 0)], Job("gang", 3600, workers: 2)));

        result.Of("gang").Stretches.Select(stretch => stretch.Workers).Should().OnlyContain(workers => workers == 2);
        result.Of("gang").Stretches[^1].To.Should().Be(2005 + 10 + 60 + 3000, "one worker's place was not enough for it meanwhile");
        result.LostGpuSeconds.Should().BeApproximately(2 * (510 + 10 + 60), 1e-6);
    }

    [Fact]
    public void An_elastic_gang_shrinks_under_the_operator_and_grows_again()
    {
        var result = JointSimulator.Operator(Setting([4], [(0, 0), (1000, 1), (2000, 0)], Job("gang", 3600, workers: 4) with { MinWorkers = 2 }));

        result.Of("gang").Stretches.Where(stretch => stretch.Works).Select(stretch => stretch.Workers).Should().Equal(4, 3, 4);
        (result.Of("gang").Starts, result.Preemptions).Should().Be((3, 1));
    }

    [Fact]
    public void Priority_alone_chooses_the_node_with_the_fewest_victims()
    {
        // The replica takes two GPUs. Two small jobs came to the first node when it was free again; the other has a larger worker that started first.
        ReplayedJob[] jobs = [Job("done", 40) with { GpusPerWorker = 2 }, Job("large", 9000, submitted: 5) with { GpusPerWorker = 2 }, Job("small-1", 9000, submitted: 60), Job("small-2", 9000, submitted: 61)];
        var setting = Setting([2, 2], [(0, 0), (1000, 1)], jobs) with { ReplicaGpus = 2 };

        JointSimulator.Priority(setting).Jobs.Where(job => job.Preemptions > 0).Select(job => job.Job.Name).Should().Equal("large");
        JointSimulator.Kueue(setting).Jobs.Where(job => job.Preemptions > 0).Select(job => job.Job.Name).Should().Equal(["small-1", "small-2"], "the newest go first");
    }

    [Fact]
    public void Priority_alone_takes_among_equals_what_started_last() =>
        JointSimulator.Priority(Setting([1, 1], [(0, 0), (1000, 1)], Job("first", 9000), Job("last", 9000, submitted: 5))).Jobs.Single(job => job.Preemptions > 0).Job.Name.Should().Be("last");

    [Fact]
    public void Whole_job_preemption_puts_back_what_it_did_not_need()
    {
        // The newest job is on a node too small for the replica: taken first, and spared in the end.
        var setting = Setting([1, 2], [(0, 0), (1000, 1)], Job("needed", 9000) with { GpusPerWorker = 2 }, Job("spared", 9000, submitted: 5)) with { ReplicaGpus = 2 };

        JointSimulator.Kueue(setting).Jobs.Where(job => job.Preemptions > 0).Select(job => job.Job.Name).Should().Equal("needed");
    }

    [Fact]
    public void Rivals_take_the_lower_priority_first()
    {
        var setting = Setting([1, 1], [(0, 0), (1000, 1)], Job("low", 9000) with { Priority = -1 }, Job("high", 9000, submitted: 5));

        foreach (var run in (Func<JointSetting, JointResult>[])[JointSimulator.Priority, JointSimulator.Kueue])
            run(setting).Jobs.Where(job => job.Preemptions > 0).Select(job => job.Job.Name).Should().Equal("low");
    }

    [Fact]
    public void A_static_partition_disturbs_no_job_and_leaves_its_gpus_idle()
    {
        var result = JointSimulator.Static(Setting([2, 2], [(0, 1), (10_000, 2)], Job("bert", 30_000)), replicas: 3);

        (result.InferenceGpus, result.Gpus, result.Preemptions, result.LostGpuSeconds).Should().Be((3, 4, 0, 0));
        result.Utilisation.Should().BeApproximately((10_000 + 20_000 + (Length - 10)) / (4 * Length), 1e-9, "wanted replicas, and the job");
    }

    [Fact]
    public void Work_that_goes_on_when_the_replay_ends_is_not_lost()
    {
        var result = JointSimulator.Operator(Setting([1], [(0, 0)], Job("long", 1e6)));

        (result.Unfinished, result.LostGpuSeconds).Should().Be((1, 0));
    }

    [Fact]
    public void A_gang_larger_than_its_part_of_a_static_partition_never_runs()
    {
        var result = JointSimulator.Static(Setting([2, 2], [(0, 1)], Job("gang", 100, workers: 4)), replicas: 1);

        (result.Unfinished, result.MakespanSeconds).Should().Be((1, double.PositiveInfinity));
    }
}
