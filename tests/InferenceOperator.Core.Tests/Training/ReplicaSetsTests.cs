using InferenceOperator.Core.Model;
using InferenceOperator.Core.Training.Planning;

namespace InferenceOperator.Core.Tests.Training;

/// <summary>Which replicas of a node could make way together.</summary>
public sealed class ReplicaSetsTests
{
    [Fact]
    public void Every_set_is_enough_and_would_not_be_without_any_one_of_its_replicas()
    {
        List<ReplicaAsk> there = [Replica("a", 1), Replica("b", 1), Replica("c", 2), Replica("d", 4)];

        Names(ReplicaSets.Smallest(there, 2)).Should().Equal("c", "b+a", "d");
        Names(ReplicaSets.Smallest(there, 3)).Should().Equal("c+b", "c+a", "d");
    }

    [Fact]
    public void Of_those_that_ask_alike_it_does_not_matter_which_goes()
    {
        var model = new PlacedModel(Demand("a", 1), [], 1);

        ReplicaSets.Smallest([new ReplicaAsk(model, needed: true), new ReplicaAsk(model, needed: true), new ReplicaAsk(model, needed: true)], 2)
            .Should().ContainSingle().Which.Should().HaveCount(2);
    }

    [Fact]
    public void Of_more_sets_than_could_ever_be_listed_there_are_some()
    {
        var there = Enumerable.Range(0, 60).Select(number => Replica($"model-{number}", 1)).ToList();

        ReplicaSets.Smallest(there, 30).Should().NotBeEmpty().And.OnlyContain(set => set.Distinct().Count() == 30);
    }

    private static IEnumerable<string> Names(IEnumerable<IReadOnlyList<ReplicaAsk>> sets) => sets.Select(set => string.Join('+', set.Select(ask => ask.Model.Demand.Name.Name).OrderDescending()));

    private static ReplicaAsk Replica(string model, int gpus) => new(new PlacedModel(Demand(model, gpus), [], 1), needed: true);

    // Each model asks something else of its node.
    private static ModelDemand Demand(string name, int gpus) => Paper.Model(name, wanted: 1, current: 0) with
    {
        Ask = new GpuAsk { Count = gpus, NodeSelector = new Dictionary<string, string> { [name] = "yes" } },
    };
}
