using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>Who is spared in the last look at the whole, among models that may go to different nodes. Each node has one GPU and its own product.</summary>
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

    private static ModelDemand Model(string name, int order, params string[] products) => Paper.Model(name, wanted: 1, current: 0) with
    {
        Ask = new GpuAsk { Products = products }, CreatedAt = Paper.Noon + TimeSpan.FromSeconds(order),
    };

    /// <summary>A job that loses 10 min of work for each of its GPUs, and so many seconds more.</summary>
    private static TrainingDemand Job(string name, int workers, int seconds) => Paper.Job(name, workers, workers, granted: workers) with { ResumeCost = TimeSpan.FromSeconds(seconds) };
}
