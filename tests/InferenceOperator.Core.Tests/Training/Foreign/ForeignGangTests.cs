using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training.Foreign;

/// <summary>Jobs of other controllers in the plan: whole, and with pods that may ask for different things.</summary>
public sealed class ForeignGangTests
{
    private static readonly GpuAsk Large = new() { Count = 4 };
    private static readonly GpuAsk Small = new() { Count = 1 };

    [Fact]
    public void Gives_all_its_GPUs_or_none()
    {
        var plan = Cluster(4, Runs("ray", [Small, Small, Small, Small])) with { Models = [Paper.Model("ocr", 1, 0)] };

        plan.Grant("ray").Should().Match<TrainingGrant>(grant => grant.Kind == GrantKind.Suspend && grant.Workers == 0);
    }

    [Fact]
    public void Is_taken_when_that_loses_less_than_one_of_ours()
    {
        var foreign = Runs("ray", [Small, Small]);
        var cluster = Cluster(8, foreign) with { Models = [Paper.Model("ocr", 1, 0)] };
        var ours = Paper.Job("bert", 6, 6, granted: 6);

        var plan = cluster with { TrainingJobs = [foreign, ours], Pods = [.. cluster.Pods, .. Enumerable.Range(0, 6).Select(rank => Paper.Worker("bert", rank, "a"))] };

        (plan.Grant("ray").Kind, plan.Grant("bert").Kind).Should().Be((GrantKind.Suspend, GrantKind.Run));
    }

    [Fact]
    public void Is_not_taken_when_it_is_protected() =>
        (Cluster(2, Runs("ray", [Small, Small]) with { MaxPreemptions = 0 }) with { Models = [Paper.Model("ocr", 1, 0)] }).Grant("ray").Kind.Should().Be(GrantKind.Run);

    [Fact]
    public void Comes_back_when_each_of_its_different_pods_has_a_place()
    {
        var waits = Waits("ray", [Small, Large, Small]);

        (new ClusterSnapshot { Nodes = [Paper.Node("a", 4), Paper.Node("b", 2)], TrainingJobs = [waits], Pools = [Pool] }).Grant("ray")
            .Should().Match<TrainingGrant>(grant => grant.Kind == GrantKind.Run && grant.Workers == 3);
        (new ClusterSnapshot { Nodes = [Paper.Node("a", 3), Paper.Node("b", 3)], TrainingJobs = [waits], Pools = [Pool] }).Grant("ray")
            .Should().Match<TrainingGrant>(grant => grant.Kind == GrantKind.Wait && grant.Reason.StartsWith("needs 2 × (1 × GPU) and 1 × (4 × GPU); 6 of 6 free"));
    }

    [Fact]
    public void A_gang_that_does_not_fit_takes_nothing_from_the_next()
    {
        var next = Paper.Job("next", 4, 4) with { CreatedAt = Paper.Noon };
        var cluster = new ClusterSnapshot { Nodes = [Paper.Node("a", 4)], TrainingJobs = [Waits("ray", [Large, Small]), next], Pools = [Pool] };

        (cluster.Grant("ray").Workers, cluster.Grant("next").Workers).Should().Be((0, 4));
    }

    [Fact]
    public void The_places_of_pods_that_are_not_there_yet_are_its_own_whatever_each_asks_for()
    {
        var starts = Runs("ray", [Large, Small]);
        var next = Paper.Job("next", 1, 1);
        var cluster = new ClusterSnapshot
        {
            Nodes = [Paper.Node("a", 5)], TrainingJobs = [starts, next], Pools = [Pool], Pods = [Paper.Worker("ray", 0, "a") with { Rank = null }],
        };

        cluster.Grant("next").Workers.Should().Be(0, "the pod with one GPU is there, and that with four is on its way");
    }

    [Fact]
    public void What_its_pods_hold_counts_against_the_limit_of_the_pool()
    {
        var cluster = Cluster(8, Runs("ray", [Large, Small]));

        (cluster with { TrainingJobs = [.. cluster.TrainingJobs, Paper.Job("next", 1, 1)], Pools = [Pool with { TrainingMaxGpus = 5 }] }).Grant("next").Workers.Should().Be(0);
        (cluster with { TrainingJobs = [.. cluster.TrainingJobs, Paper.Job("next", 1, 1)], Pools = [Pool with { TrainingMaxGpus = 6 }] }).Grant("next").Workers.Should().Be(1);
    }

    [Fact]
    public void Nobody_tells_it_to_give_up_places_that_it_lost()
    {
        var starts = Runs("ray", [Large, Large]) with { StartedAt = null };

        (new ClusterSnapshot { Nodes = [Paper.Node("a", 4)], TrainingJobs = [starts], Pods = [Paper.Worker("ray", 0, "a", 4) with { Rank = null }], Pools = [Pool] })
            .Grant("ray").Kind.Should().Be(GrantKind.Run);
    }

    private static PoolRules Pool => new() { GiveBackDelay = TimeSpan.Zero };

    private static ClusterSnapshot Cluster(int gpus, TrainingDemand job) => new()
    {
        Nodes = [Paper.Node("a", gpus)],
        TrainingJobs = [job],
        Pods = [.. (job.Asks ?? [.. Enumerable.Repeat(job.Ask, job.Workers)]).Select((ask, index) => Paper.Worker(job.Name.Name, index, "a", ask.Count) with { Rank = null })],
        Pools = [Pool],
    };

    private static TrainingDemand Runs(string name, GpuAsk[] asks) => Paper.Job(name, asks.Length, asks.Length, granted: asks.Length) with
    {
        IsForeign = true, Ask = asks.MinBy(ask => ask.Count)!, Asks = asks.Distinct().Count() > 1 ? asks : null,
    };

    private static TrainingDemand Waits(string name, GpuAsk[] asks) => Runs(name, asks) with { GrantedWorkers = 0, StartedAt = null, PreemptedAt = Paper.Noon - TimeSpan.FromHours(1) };
}
