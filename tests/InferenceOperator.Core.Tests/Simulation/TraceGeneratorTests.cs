using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Simulation;

public sealed class TraceGeneratorTests
{
    public static TheoryData<TraceClass> Kinds => [.. Enum.GetValues<TraceClass>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Arrivals_are_in_order_and_inside_the_trace(TraceClass kind)
    {
        var trace = TraceGenerator.Generate(kind, 1, 2);

        trace.Arrivals.Should().BeInAscendingOrder();
        trace.Arrivals[0].Should().BeGreaterThan(0);
        trace.Arrivals[^1].Should().BeLessThan(trace.DurationSeconds);
        trace.Name.Should().Be(kind.ToString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_gives_the_same_trace_and_another_one_another(TraceClass kind)
    {
        TraceGenerator.Generate(kind, 7, 2).Arrivals.Should().Equal(TraceGenerator.Generate(kind, 7, 2).Arrivals);
        TraceGenerator.Generate(kind, 8, 2).Arrivals.Should().NotEqual(TraceGenerator.Generate(kind, 7, 2).Arrivals);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void As_many_arrive_as_the_true_rate_says(TraceClass kind)
    {
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var trace = TraceGenerator.Generate(kind, seed, 3);
            foreach (var (from, until) in Enumerable.Range(0, 6).Select(part => (part * trace.DurationSeconds / 6, (part + 1) * trace.DurationSeconds / 6)))
            {
                var expected = Enumerable.Range(0, 2_000).Average(step => trace.RateOf(from + ((until - from) * (step + 0.5) / 2_000))) * (until - from);
                var arrived = trace.Arrivals.Count(at => at >= from && at < until);

                // A Poisson number is within five of its deviations.
                ((double)arrived).Should().BeApproximately(expected, 5 * Math.Sqrt(expected), $"seed {seed} from {from:0} to {until:0}");
            }
        }
    }

    [Theory]
    [InlineData(TraceClass.Diurnal)]
    [InlineData(TraceClass.OnOff)]
    public void A_periodic_load_is_the_same_a_period_later(TraceClass kind)
    {
        var trace = TraceGenerator.Generate(kind, 1, 2);

        foreach (var at in Enumerable.Range(0, 200).Select(step => step * (trace.DurationSeconds - trace.PeriodSeconds!.Value) / 200))
            trace.RateOf(at + trace.PeriodSeconds!.Value).Should().BeApproximately(trace.RateOf(at), 1e-6 + (0.001 * trace.RateOf(at)));
    }

    [Fact]
    public void A_broken_period_goes_on_elsewhere()
    {
        var trace = TraceGenerator.Generate(TraceClass.BrokenPeriod, 1, 2);
        var period = trace.PeriodSeconds!.Value;

        trace.RateOf(1.2 * period).Should().BeApproximately(trace.RateOf(0.2 * period), 1e-6);
        trace.RateOf(4.2 * period).Should().BeApproximately(trace.RateOf((1.2 + (1 / 3.0)) * period), 1e-6);
    }

    [Theory]
    [InlineData(TraceClass.Burst)]
    [InlineData(TraceClass.Step)]
    [InlineData(TraceClass.FlashCrowd)]
    [InlineData(TraceClass.SlowRamp)]
    [InlineData(TraceClass.Constant)]
    public void Others_have_no_period(TraceClass kind) => TraceGenerator.Generate(kind, 1, 2).PeriodSeconds.Should().BeNull();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_rate_is_some_replicas_worth(TraceClass kind) => TraceGenerator.Generate(kind, 5, 4).MeanRate.Should().BeInRange(4, 12 * 4);

    [Fact]
    public void Random_numbers_have_their_means_and_deviations()
    {
        var random = new SeededRandom(11);
        var numbers = Enumerable.Range(0, 200_000).Select(_ => (Uniform: random.Uniform(), Exponential: random.Exponential(), Normal: random.Normal(), Below: random.Below(4))).ToArray();

        numbers.Average(number => number.Uniform).Should().BeApproximately(0.5, 0.005);
        numbers.Average(number => number.Exponential).Should().BeApproximately(1, 0.01);
        numbers.Average(number => number.Normal).Should().BeApproximately(0, 0.01);
        numbers.Average(number => number.Normal * number.Normal).Should().BeApproximately(1, 0.02);
        numbers.CountBy(number => number.Below).Should().OnlyContain(pair => pair.Key >= 0 && pair.Key < 4 && Math.Abs(pair.Value - 50_000) < 1500);
    }
}
