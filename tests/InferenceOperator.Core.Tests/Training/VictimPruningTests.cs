using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>Who is spared in the last look at the whole, among models that may go to different nodes. Each node has its own product.</summary>
public sealed class VictimPruningTests
{
    /// <summary>
    /// The model "first" takes "cheap" on p2, then "second" takes "dear" on p1, "third" takes "wide" on p4, and with it p3 becomes free. So "dear"
    /// is spared: "first" goes to p3 and "second" into its place on p2. When "fair" is looked at then, "fourth" would go to p2 as well, and
    /// "second" must look among its own nodes: were it looked for among those of "first", it would be asked to make way for itself without end.
    /// </summary>
    [Fact]
    public void A_replica_that_took_anothers_place_goes_on_as_one_of_its_own_kind()
    {
        var cluster = new ClusterSnapshot
        {
            Nodes = [.. Enumerable.Range(1, 5).Select(number => Paper.Node($"p{number}", 1) with { Product = $"p{number}" })],
            Models = [Model("first", 0, "p2", "p3"), Model("second", 1, "p1", "p2"), Model("third", 2, "p4"), Model("fourth", 3, "p5", "p2")],
            TrainingJobs = [Job("cheap", 1, seconds: 0), Job("dear", 1, seconds: 200), Job("wide", 2, seconds: 0), Job("fair", 1, seconds: 100)],
            Pods =
            [
                Paper.Worker("cheap", 0, "p2"), Paper.Worker("dear", 0, "p1"), Paper.Worker("wide", 0, "p3"), Paper.Worker("wide", 1, "p4"), Paper.Worker("fair", 0, "p5"),
            ],
        };

        var plan = cluster.Plan();

        plan.Models.Values.Should().OnlyContain(model => model.Reclaiming == 1);
        PlannerWorld.Victims(plan).Select(name => name.Name).Should().BeEquivalentTo(["cheap", "wide", "fair"], "that is enough for all four");
    }

    /// <summary>
    /// Two replicas of two GPUs take "left" and "right" on p2, so that one of four takes "dear" on p1; the last takes "wide" on p4, and with it p3
    /// becomes free. The small ones may go there, and the large one into the place of both.
    /// </summary>
    [Fact]
    public void A_large_replica_takes_the_places_of_small_ones_that_may_go_elsewhere()
    {
        var cluster = new ClusterSnapshot
        {
            Nodes = [.. new[] { 4, 4, 4, 1 }.Select((gpus, index) => Paper.Node($"p{index + 1}", gpus) with { Product = $"p{index + 1}" })],
            Models = [Model("one", 0, gpus: 2, "p2", "p3"), Model("two", 1, gpus: 2, "p2", "p3"), Model("large", 2, gpus: 4, "p1", "p2"), Model("last", 3, gpus: 1, "p4")],
            TrainingJobs = [Job("left", 1, seconds: 0, gpus: 2), Job("right", 1, seconds: 0, gpus: 2), Job("dear", 1, seconds: 200, gpus: 4), Job("wide", 5, seconds: 0)],
            Pods =
            [
                Paper.Worker("left", 0, "p2", gpus: 2), Paper.Worker("right", 0, "p2", gpus: 2), Paper.Worker("dear", 0, "p1", gpus: 4),
                .. Enumerable.Range(0, 4).Select(rank => Paper.Worker("wide", rank, "p3")), Paper.Worker("wide", 4, "p4"),
            ],
        };

        var plan = cluster.Plan();

        plan.Models.Values.Select(model => model.Reclaiming).Should().BeEquivalentTo([2, 2, 4, 1]);
        PlannerWorld.Victims(plan).Select(name => name.Name).Should().BeEquivalentTo(["left", "right", "wide"], "that is enough for all four");
    }

    private static ModelDemand Model(string name, int order, params string[] products) => Model(name, order, gpus: 1, products);

    private static ModelDemand Model(string name, int order, int gpus, params string[] products) => Paper.Model(name, wanted: 1, current: 0) with
    {
        Ask = new GpuAsk { Count = gpus, Products = products }, CreatedAt = Paper.Noon + TimeSpan.FromSeconds(order),
    };

    /// <summary>A job that loses 10 min of work for each of its GPUs, and so many seconds more.</summary>
    private static TrainingDemand Job(string name, int workers, int seconds, int gpus = 1) => Paper.Job(name, workers, workers, granted: workers, gpus) with { ResumeCost = TimeSpan.FromSeconds(seconds) };
}
