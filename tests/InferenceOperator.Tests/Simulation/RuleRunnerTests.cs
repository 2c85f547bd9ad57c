using InferenceOperator.Core.Simulation;
using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class RuleRunnerTests
{
    [Fact]
    public void The_best_setting_is_the_cheapest_that_keeps_the_objective() =>
        RuleRunner.BestOf([Of(0.99, 5), Of(0.951, 3), Of(0.949, 1), Of(0.96, 3)], 0.95).Should().Be(3, "of equally cheap ones, the one with more requests inside");

    [Fact]
    public void Where_none_keeps_it_the_best_has_the_most_requests_inside() =>
        RuleRunner.BestOf([Of(0.5, 1), Of(0.9, 8), Of(0.9, 7)], 0.95).Should().Be(2);

    private static SimulationResult Of(double share, double hours) => new() { Rule = "hpa", Share = share, GpuHours = hours };
}
