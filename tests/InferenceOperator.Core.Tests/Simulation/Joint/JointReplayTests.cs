using InferenceOperator.Core.Simulation;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Core.Tests.Simulation.Joint;

public sealed class JointReplayTests
{
    private static readonly ServiceProfile Service = new() { Name = "slow", Points = [new(1, 2)], Variability = 0.1 };

    private static readonly JointCase Item = new()
    {
        Inference = new SimulationSetting
        {
            Trace = TraceGenerator.Generate(TraceClass.Step, 3, CapacityFinder.Of(Service, 6, 95)), Profile = Service, TargetSeconds = 6, StartupSeconds = 30, InitialReplicas = 3, MaxReplicas = 40, Seed = 3,
        },
        NodeGpus = [8, 4],
        Jobs = [Replays.Job("first", 4000, workers: 6), Replays.Job("second", 4000, workers: 4)],
    };

    private static readonly IReadOnlyList<JointResult> Results = JointReplay.Run(Item);

    [Fact]
    public void Every_rule_has_its_share_of_requests() =>
        Results.Select(result => result.Rule).Should().Equal("operator", "priority-only", "kueue-like", "static partition");

    [Fact]
    public void Waiting_longer_for_gpus_costs_requests()
    {
        Results[0].Preemptions.Should().BePositive("the step needs what training has");
        Results[0].Share.Should().BeGreaterThan(Results[1].Share, "a checkpoint takes 30 s, a grace period 120 s");
    }

    [Fact]
    public void The_static_partition_is_the_smallest_with_the_operators_share()
    {
        var own = Results[3].InferenceGpus!.Value;

        Results[3].Share.Should().BeGreaterThanOrEqualTo(Results[0].Share);
        JointReplay.WithShare(Item, Results[3] with { Held = [(0, own - 1)] }).Share.Should().BeLessThan(Results[0].Share);
    }

    [Fact]
    public void Demand_never_exceeds_the_cluster() => JointReplay.Demand(Item with { NodeGpus = [4] }).Most.Should().BeLessThanOrEqualTo(4);

    [Fact]
    public void With_gpus_always_free_the_share_is_that_of_the_scaling_alone()
    {
        var alone = Simulator.Run(Item.Inference, new OperatorRule(Item.Inference)).Share;
        var free = JointReplay.WithShare(Item, JointSimulator.Operator(JointReplay.Setting(Item with { NodeGpus = [40], Jobs = [] }, JointReplay.Demand(Item with { NodeGpus = [40] }))));

        free.Share.Should().BeApproximately(alone, 0.005);
    }
}
