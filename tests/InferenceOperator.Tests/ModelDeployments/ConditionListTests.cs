using InferenceOperator.Controllers.Conditions;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ConditionListTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, 250, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Then.AddMinutes(1);

    [Fact]
    public void The_time_of_a_transition_stays_while_the_status_does()
    {
        var before = ConditionList.Build(null, [ConditionFact.True("Ready", "A", "1 of 1")], 1, Then);
        var after = ConditionList.Build(before, [ConditionFact.True("Ready", "B", "2 of 2")], 2, Now);

        after.Single().Should().BeEquivalentTo(new { Reason = "B", Message = "2 of 2", ObservedGeneration = 2L, LastTransitionTime = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) });
    }

    [Fact]
    public void The_time_of_a_transition_moves_with_the_status()
    {
        var before = ConditionList.Build(null, [ConditionFact.True("Ready", "A", "")], 1, Then);

        ConditionList.Build(before, [ConditionFact.False("Ready", "A", "")], 1, Now).Single().LastTransitionTime.Should().Be(new DateTime(2026, 1, 1, 0, 1, 0, DateTimeKind.Utc));
    }

    [Fact]
    public void Conditions_that_are_not_said_any_more_go()
    {
        var before = ConditionList.Build(null, [ConditionFact.True("Ready", "A", ""), ConditionFact.True("Old", "A", "")], 1, Then);

        ConditionList.Build(before, [ConditionFact.True("Ready", "A", "")], 1, Now).Select(condition => condition.Type).Should().Equal("Ready");
    }
}
