using FluentAssertions;
using InferenceOperator.Capacity;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Capacity;

public sealed class PlanPaceTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(50);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Some_plans_follow_one_another_closely_and_then_so_many_a_second()
    {
        var pace = new PlanPace(new CapacityOptions { Debounce = Brief, PlansAtOnce = 3, PlansPerSecond = 5 }, _time);

        Enumerable.Range(0, 5).Select(_ => pace.Pause(TimeSpan.Zero).TotalMilliseconds).Should().Equal(50, 50, 50, 200, 200);
        _time.Advance(TimeSpan.FromMinutes(1));
        pace.Pause(TimeSpan.Zero).Should().Be(Brief, "it was quiet meanwhile");
    }

    [Fact]
    public void Planning_never_takes_more_than_a_quarter_of_the_time() =>
        new PlanPace(new CapacityOptions(), _time).Pause(TimeSpan.FromSeconds(2)).Should().Be(TimeSpan.FromSeconds(6));
}
