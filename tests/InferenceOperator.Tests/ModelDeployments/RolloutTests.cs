using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Manifests;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class RolloutTests
{
    [Theory]
    [InlineData(RolloutStrategies.Auto, 0, false, null, false, true)] // no GPU needed
    [InlineData(RolloutStrategies.Auto, 1, true, null, false, true)] // the plan holds a spare one
    [InlineData(RolloutStrategies.Auto, 1, false, null, false, false)]
    [InlineData(RolloutStrategies.Auto, 1, false, true, false, true)] // no rollout goes on: the choice is left alone
    [InlineData(RolloutStrategies.Auto, 1, false, true, true, false)] // the new pod found no place amid a rollout: never deadlock
    [InlineData(RolloutStrategies.Auto, 1, true, true, true, true)] // the new pod holds the spare one
    [InlineData(RolloutStrategies.Auto, 1, true, false, true, true)]
    [InlineData(RolloutStrategies.Surge, 1, false, false, false, true)]
    [InlineData(RolloutStrategies.InPlace, 0, true, true, true, false)]
    public void Surges_into_room_that_there_is(string strategy, int gpus, bool spare, bool? current, bool replacing, bool expected) =>
        RolloutBuilder.ShouldSurge(strategy, gpus, spare, current, replacing).Should().Be(expected);

    [Theory]
    [InlineData(true, "1", "0")]
    [InlineData(false, "0", "1")]
    public void Replaces_one_pod_at_a_time(bool surge, string maxSurge, string maxUnavailable)
    {
        var strategy = RolloutBuilder.Build(Given.Inputs() with { Surge = surge });

        strategy.Type.Should().Be("RollingUpdate");
        strategy.RollingUpdate.MaxSurge.Value.Should().Be(maxSurge);
        strategy.RollingUpdate.MaxUnavailable.Value.Should().Be(maxUnavailable);
    }

    [Fact]
    public void Recreates_when_told_to() => RolloutBuilder.Build(Given.Inputs(model => model.Rollout.Strategy = RolloutStrategies.Recreate)).Type.Should().Be("Recreate");
}
