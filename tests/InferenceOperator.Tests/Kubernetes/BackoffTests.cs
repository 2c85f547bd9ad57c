using CsCheck;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Tests.Kubernetes;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Cap = TimeSpan.FromMinutes(5);

    [Fact]
    public void Doubles_from_the_first_delay() =>
        Enumerable.Range(1, 4).Select(failures => new Backoff(First, Cap, () => 0).Delay(failures).TotalMilliseconds).Should().Equal(5, 10, 20, 40);

    [Fact]
    public void Stays_between_three_quarters_of_the_doubled_delay_and_the_cap() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Double[0, 0.999999]).Sample((failures, random) =>
        {
            var delay = new Backoff(First, Cap, () => random).Delay(failures);
            var doubled = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 60)), Cap.TotalMilliseconds);
            delay.Should().BeLessThanOrEqualTo(Cap).And.BeGreaterThan(TimeSpan.Zero);
            delay.TotalMilliseconds.Should().BeInRange((doubled * 0.75) - 0.001, doubled + 0.001);
        });
}
