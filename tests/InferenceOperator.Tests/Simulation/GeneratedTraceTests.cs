using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class GeneratedTraceTests
{
    [Theory]
    [InlineData("diurnal")]
    [InlineData("burst")]
    [InlineData("step")]
    [InlineData("flash-crowd")]
    [InlineData("on-off")]
    [InlineData("slow-ramp")]
    [InlineData("constant")]
    public void Its_mean_rate_is_the_one_that_was_asked_for(string kind)
    {
        var trace = GeneratedTrace.Parse($"generate:{kind},rate=4").Make(capacity: 0.3, seed: 5);

        trace.MeanRate.Should().BeApproximately(4, 0.2);
        trace.Name.Should().Be($"generate:{kind},seed=5");
    }

    [Fact]
    public void Its_own_seed_wins_over_that_of_the_simulation()
    {
        var trace = GeneratedTrace.Parse("generate:step,seed=9").Make(capacity: 1, seed: 5);

        trace.Arrivals.Should().Equal(GeneratedTrace.Parse("generate:step").Make(capacity: 1, seed: 9).Arrivals);
    }

    [Theory]
    [InlineData("generate:", "\"\" is no shape: write diurnal, burst, step, flash-crowd, on-off, slow-ramp, constant, broken-period")]
    [InlineData("generate:sine", "\"sine\" is no shape: write diurnal, ")]
    [InlineData("generate:step,seed=-1", "seed \"-1\": write a whole number, 0 or more")]
    [InlineData("generate:step,rate=0", "rate \"0\": write mean requests a second, more than 0")]
    [InlineData("generate:step,rate=NaN", "rate \"NaN\": write mean requests a second")]
    [InlineData("generate:step,height=3", "\"height=3\" is not known: write seed=1 or rate=12")]
    public void Refuses_what_it_does_not_know(string text, string message) =>
        FluentActions.Invoking(() => GeneratedTrace.Parse(text)).Should().Throw<InputException>().Which.Message.Should().StartWith($"--trace \"{text}\": {message}");
}
