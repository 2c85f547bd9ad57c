using CsCheck;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Core.Tests.Simulation.Joint;

public sealed class DemandCurveTests
{
    private static readonly DemandCurve Curve = new([(0, 1), (10, 1), (100, 3), (250, 2)], duration: 300);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(99.5, 1)]
    [InlineData(100, 3)]
    [InlineData(299, 2)]
    [InlineData(300, 1)]
    [InlineData(400, 3)]
    [InlineData(3250, 2)]
    public void Holds_a_step_until_the_next_and_begins_again(double at, int replicas) => Curve.At(at).Should().Be(replicas);

    [Fact]
    public void Steps_that_change_nothing_are_left_out() => Curve.Steps.Should().Be(3);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 250)]
    [InlineData(250, 300)]
    [InlineData(310, 400)]
    public void Says_when_it_changes_next(double at, double next) => Curve.NextAfter(at).Should().Be(next);

    [Fact]
    public void One_that_never_changes_says_so() => new DemandCurve([(0, 4)], 300).NextAfter(17).Should().Be(double.PositiveInfinity);

    [Fact]
    public void Its_area_under_a_level_is_what_so_many_replicas_are_used()
    {
        Curve.Area(10).Should().Be(100 + (3 * 150) + (2 * 50));
        Curve.Area(2).Should().Be(100 + (2 * 150) + (2 * 50));
    }

    [Fact]
    public void Going_from_change_to_change_always_gets_on() =>
        Gen.Select(Gen.Double[0.1, 1000].Array[2, 8], Gen.Double[1, 5000]).Sample((gaps, rest) =>
        {
            double at = 0;
            List<(double, int)> steps = [(0, 0)];
            foreach (var gap in gaps) steps.Add((at += gap, steps.Count % 3));
            var curve = new DemandCurve(steps, at + rest);
            double now = 0;
            for (var change = 0; change < 100; change++)
            {
                var next = curve.NextAfter(now);
                next.Should().BeGreaterThan(now);
                now = next;
            }
        });
}
