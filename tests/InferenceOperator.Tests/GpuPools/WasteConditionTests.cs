using FluentAssertions;
using InferenceOperator.Controllers.GpuPools;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Tests.GpuPools;

public sealed class WasteConditionTests
{
    private static readonly PoolWaste Waste = new("h100", 479.5, 1000, Refused: false, new DateTimeOffset(2026, 1, 5, 12, 20, 0, TimeSpan.Zero));

    [Fact]
    public void Says_what_was_wasted_of_the_limit() =>
        WasteCondition.Of(Waste).Should().ContainSingle().Which.Should().Match<InferenceOperator.Controllers.Conditions.ConditionFact>(
            it => it.Type == "ReclaimLimited" && it.Status == "False" && it.Message == "preemptions of the last hour wasted 480 of 1000 GPU-seconds");

    [Fact]
    public void Says_when_models_wait_for_it_and_until_when() =>
        WasteCondition.Of(Waste with { Refused = true }).Single().Message.Should().EndWith("may lose more than is left; more from 12:20:00 UTC");

    [Fact]
    public void Says_nothing_of_a_pool_without_a_limit() => WasteCondition.Of(null).Should().BeEmpty();
}
