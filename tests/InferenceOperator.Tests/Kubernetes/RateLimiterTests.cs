using InferenceOperator.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace InferenceOperator.Tests.Kubernetes;

public sealed class RateLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Lets_a_burst_pass_and_then_spaces_requests_evenly()
    {
        var limiter = new RateLimiter(10, 3, _time);
        Enumerable.Range(0, 5).Select(_ => limiter.Reserve().TotalMilliseconds).Should().Equal(0, 0, 0, 100, 200);
    }

    [Fact]
    public void Saves_up_no_more_than_the_burst()
    {
        var limiter = new RateLimiter(10, 2, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Enumerable.Range(0, 3).Select(_ => limiter.Reserve().TotalMilliseconds).Should().Equal(0, 0, 100);
    }
}
