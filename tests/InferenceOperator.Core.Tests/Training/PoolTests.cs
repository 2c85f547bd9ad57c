using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>Jobs whose workers could run in several pools.</summary>
public sealed class PoolTests
{
    private static readonly NodeState[] Nodes = [Paper.Node("a", 4, "a"), Paper.Node("b", 4, "b")];

    [Fact]
    public void The_limit_of_a_pool_is_that_of_the_nodes_taken()
    {
        (New(4) with { Pools = [Pool("a", limit: 0), Pool("b")] }).Grant("new").Workers.Should().Be(4);
        (New(6) with { Pools = [Pool("a", limit: 2), Pool("b")] }).Grant("new").Workers.Should().Be(6);
        (New(7) with { Pools = [Pool("a", limit: 2), Pool("b")] }).Grant("new").Should().Match<TrainingGrant>(
            it => it.Workers == 0 && it.Reason == "needs 7 workers of 1 × GPU; 8 of 8 free, training may hold 2 in pool a");
    }

    [Fact]
    public void What_runs_counts_in_the_pool_of_its_nodes()
    {
        var runs = Paper.Job("runs", 2, 2, granted: 2);
        var cluster = New(4) with { Pools = [Pool("a", limit: 4), Pool("b", limit: 2)], Pods = [Paper.Worker("runs", 0, "b"), Paper.Worker("runs", 1, "b")] };

        (cluster with { TrainingJobs = [runs, .. cluster.TrainingJobs] }).Grant("new").Workers.Should().Be(4);
    }

    [Fact]
    public void A_reserve_is_kept_in_its_own_pool()
    {
        var cluster = New(5) with { Pools = [Pool("a", reserve: 4), Pool("b")] };
        cluster.Grant("new").Should().Match<TrainingGrant>(it => it.Workers == 0 && it.Reason.EndsWith(", 4 kept for inference in pool a"));

        (cluster with { TrainingJobs = New(4).TrainingJobs }).Grant("new").Workers.Should().Be(4);
    }

    [Fact]
    public void The_order_in_which_nodes_are_listed_changes_nothing()
    {
        foreach (var pools in new[] { [Pool("a", limit: 0), Pool("b")], [Pool("a", reserve: 3), Pool("b", limit: 1)], new[] { Pool("b", reserve: 4) } })
        {
            var cluster = New(4) with { Pools = pools };

            (cluster with { Nodes = [.. Nodes.Reverse()] }).Plan().Should().BeEquivalentTo(cluster.Plan());
        }
    }

    [Fact]
    public void The_longest_giveBackDelay_of_the_pools_taken_counts()
    {
        var cluster = New(8) with { Pools = [Pool("a"), Pool("b") with { GiveBackDelay = TimeSpan.FromHours(1) }] };

        (cluster with { TrainingJobs = [cluster.TrainingJobs[0] with { PreemptedAt = Paper.Noon }] }).Grant("new").ResumeEstimate.Should().Be(Paper.Noon + TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_model_that_waits_for_one_product_holds_up_no_job_on_another()
    {
        var cluster = new ClusterSnapshot
        {
            Nodes = [Nodes[0] with { Product = "A100" }, Nodes[1]],
            Models = [Model("A100", wanted: 8)],
            TrainingJobs = [Worker("on-h100", "H100"), Worker("on-a100", "A100"), Worker("on-any")],
        };

        var grants = cluster.Plan().TrainingJobs;

        grants[Paper.Name("on-h100")].Workers.Should().Be(1);
        grants[Paper.Name("on-a100")].Workers.Should().Be(0);
        grants[Paper.Name("on-any")].Workers.Should().Be(0, "it could take what the model waits for");
    }

    private static ModelDemand Model(string product, int wanted) => Paper.Model("ocr", wanted, current: 0) with { Ask = new GpuAsk { Products = [product] } };

    private static TrainingDemand Worker(string name, params string[] products) => Paper.Job(name, 1, 1) with { Ask = new GpuAsk { Products = products } };

    private static ClusterSnapshot New(int workers) => new() { Nodes = Nodes, TrainingJobs = [Paper.Job("new", workers, workers)] };

    private static PoolRules Pool(string name, int? limit = null, int reserve = 0) =>
        new() { Name = name, NodeSelector = new Dictionary<string, string> { ["pool"] = name }, TrainingMaxGpus = limit, Reserve = reserve };
}
