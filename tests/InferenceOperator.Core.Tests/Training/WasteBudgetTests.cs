using FluentAssertions;
using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>A pool's limit of GPU-seconds that preemptions may waste within an hour. A worker that ran for an hour may lose 10 min + 1 min: 660.</summary>
public sealed class WasteBudgetTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Takes_no_job_that_may_lose_more_than_is_left_and_says_so_with_numbers()
    {
        var cluster = Full(limit: 1000, Job("bert") with { RecentLosses = [new LossRecord(Paper.Noon - (40 * Minute), "a", 480)] });

        cluster.Grant("bert").Kind.Should().Be(GrantKind.Run);
        cluster.Admission("ocr").Should().Match<ModelAdmission>(it => it.Reason == AdmissionReason.Waiting
            && it.WaitingFor!.EndsWith("none can be taken from training now; pool a may waste 1000 GPU-seconds an hour and has 520 left, more from 12:20:00 UTC"));
        var plan = cluster.Plan();
        plan.Waste.Should().Equal(new PoolWaste("a", 480, 1000, Refused: true, Paper.Noon + (20 * Minute)));
        plan.NextCheck.Should().Be(Paper.Noon + (20 * Minute));
    }

    [Fact]
    public void Takes_it_when_the_losses_are_an_hour_old() =>
        Full(limit: 1000, Job("bert") with { RecentLosses = [new LossRecord(Paper.Noon - (60 * Minute), "a", 480)] }).Grant("bert").Kind.Should().Be(GrantKind.Suspend);

    [Fact]
    public void Counts_a_stop_that_is_under_way_with_all_that_it_may_lose()
    {
        var ending = Paper.Job("ends", 1, 1) with { EndingWorkers = 1, StartedAt = Paper.Noon - TimeSpan.FromHours(1) };

        Full(limit: 1300, Job("bert"), ending).Grant("bert").Kind.Should().Be(GrantKind.Run, "660 and 660 are more than 1300");
        Full(limit: 1320, Job("bert"), ending).Grant("bert").Kind.Should().Be(GrantKind.Suspend);
    }

    [Fact]
    public void Counts_a_stop_under_way_of_pods_that_ask_for_different_things_with_the_GPUs_of_all()
    {
        GpuAsk[] asks = [new() { Count = 4 }, new() { Count = 1 }];
        var ending = Paper.Job("ray", 2, 2) with { IsForeign = true, Ask = asks[1], Asks = asks, EndingWorkers = 2, StartedAt = Paper.Noon - TimeSpan.FromHours(1) };

        Full(limit: 3959, Job("bert"), ending).Grant("bert").Kind.Should().Be(GrantKind.Run, "660 and 5 × 660 are more");
        Full(limit: 3960, Job("bert"), ending).Grant("bert").Kind.Should().Be(GrantKind.Suspend);
    }

    [Theory]
    [InlineData(59, GrantKind.Run)]
    [InlineData(60, GrantKind.Suspend)]
    public void Counts_for_an_hour_what_was_lost_of_jobs_that_the_plan_no_longer_has_to_do_with(int minutes, GrantKind kind)
    {
        var cluster = Full(limit: 1000, Job("bert")) with { Losses = [new LossRecord(Paper.Noon - (minutes * Minute), "a", 480), new LossRecord(Paper.Noon, "elsewhere", 480)] };

        cluster.Grant("bert").Kind.Should().Be(kind);
    }

    [Fact]
    public void A_job_whose_pods_ask_for_different_things_spends_in_each_pool_by_its_GPUs_there()
    {
        var ray = Paper.Job("ray", 2, 2, granted: 2) with { IsForeign = true, Ask = new GpuAsk { Count = 1 }, Asks = [new GpuAsk { Count = 3 }, new GpuAsk { Count = 1 }] };
        var cluster = new ClusterSnapshot
        {
            Nodes = [Paper.Node("a", 3, "a"), Paper.Node("b", 1, "b")],
            Models = [Paper.Model("ocr", wanted: 1, current: 0)],
            TrainingJobs = [ray],
            Pods = [Paper.Worker("ray", 0, "a", 3) with { Rank = null }, Paper.Worker("ray", 1, "b") with { Rank = null }],
        };

        (cluster with { Pools = [Pool("a", 1979), Pool("b", 660)] }).Grant("ray").Kind.Should().Be(GrantKind.Run, "3 of 4 × 660 are lost in pool a");
        (cluster with { Pools = [Pool("a", 1980), Pool("b", 660)] }).Grant("ray").Kind.Should().Be(GrantKind.Suspend);
        (cluster with { Pools = [Pool("a", 1980), Pool("b", 659)] }).Grant("ray").Kind.Should().Be(GrantKind.Run);
    }

    [Fact]
    public void Takes_what_is_within_the_limit_and_no_more()
    {
        var cluster = new ClusterSnapshot
        {
            Nodes = [Paper.Node("a", 3, "a")],
            Pools = [Pool("a", 1400)],
            Models = [Paper.Model("ocr", wanted: 3, current: 0)],
            TrainingJobs = [Job("one"), Job("two"), Job("three")],
            Pods = [Paper.Worker("one", 0, "a"), Paper.Worker("two", 0, "a"), Paper.Worker("three", 0, "a")],
        };

        PlannerWorld.Victims(cluster.Plan()).Should().HaveCount(2);
        cluster.Admission("ocr").Should().Match<ModelAdmission>(it => it.Reclaiming == 2 && it.WaitingFor!.Contains("no more can be taken from training now; pool a may waste 1400"));
    }

    [Fact]
    public void A_job_in_two_pools_spends_in_each_what_it_loses_there()
    {
        var cluster = new ClusterSnapshot
        {
            Nodes = [Paper.Node("a", 1, "a"), Paper.Node("b", 3, "b")],
            Pools = [Pool("a", 700), Pool("b", 1900)],
            Models = [Paper.Model("ocr", wanted: 1, current: 0)],
            TrainingJobs = [Paper.Job("wide", 4, 4, granted: 4)],
            Pods = [Paper.Worker("wide", 0, "a"), .. Enumerable.Range(1, 3).Select(rank => Paper.Worker("wide", rank, "b"))],
        };

        cluster.Grant("wide").Kind.Should().Be(GrantKind.Run, "3 of 4 × 660 are lost in pool b");
        (cluster with { Pools = [Pool("a", 700), Pool("b", 2000)] }).Grant("wide").Kind.Should().Be(GrantKind.Suspend);
        (cluster with { Pools = [Pool("a", 600), Pool("b", 2000)] }).Grant("wide").Kind.Should().Be(GrantKind.Run);
    }

    [Fact]
    public void A_job_that_is_stopping_anyway_loses_nothing_more()
    {
        var cluster = Full(limit: 0, Job("bert"));

        (cluster with { Pods = [cluster.Pods[0].Stopping(Minute)] }).Grant("bert").Kind.Should().Be(GrantKind.Suspend);
    }

    [Fact]
    public void A_job_at_its_own_limit_is_named_and_looked_at_again_when_its_window_has_moved_on()
    {
        var cluster = Full(limit: 10_000, Job("bert") with { MaxPreemptions = 1, Preemptions = [Paper.Noon - TimeSpan.FromHours(23)] });

        cluster.Admission("ocr").WaitingFor.Should().EndWith("none can be taken from training now; preempted as often as they may be: 1 job");
        cluster.Plan().NextCheck.Should().Be(Paper.Noon + TimeSpan.FromHours(1));
    }

    private static ClusterSnapshot Full(double limit, TrainingDemand job, params TrainingDemand[] others) => new()
    {
        Nodes = [Paper.Node("a", 1, "a")],
        Pools = [Pool("a", limit)],
        Models = [Paper.Model("ocr", wanted: 1, current: 0)],
        TrainingJobs = [job, .. others],
        Pods = [Paper.Worker(job.Name.Name, 0, "a")],
    };

    private static TrainingDemand Job(string name) => Paper.Job(name, 1, 1, granted: 1);

    private static PoolRules Pool(string name, double limit) =>
        new() { Name = name, NodeSelector = new Dictionary<string, string> { ["pool"] = name }, MaxWastedGpuSecondsPerHour = limit };
}
