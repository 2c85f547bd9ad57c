using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class ScaleToZeroTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(1);
    private readonly ScalingScene _scene = new() { Replicas = 1 };

    public ScaleToZeroTests() => _scene.Policy = _scene.Policy with { MinReplicas = 0 };

    public static TheoryData<string, MetricReading?> Silence => new()
    {
        { "nothing was read", null },
        { "no series", new MetricReading() },
        { "a rate of zero", new MetricReading { Rate = 0, RecentRate = 0, InFlight = 0 } },
        { "no answer", new MetricReading { Error = ReadingError.Unreachable } },
        { "NaN", new MetricReading { Rate = double.NaN, InFlight = double.NaN } },
        { "infinite", new MetricReading { Rate = double.PositiveInfinity } },
        { "negative", new MetricReading { Rate = -1, InFlight = -1 } },
        { "a front that has never counted", new MetricReading { FrontRequests = 0 } },
    };

    public static TheoryData<string, MetricReading> Calls => new()
    {
        { "a rate", new MetricReading { Rate = 0.01 } },
        { "a recent rate", new MetricReading { Rate = 0, RecentRate = 0.1 } },
        { "a request in flight", new MetricReading { Rate = 0, InFlight = 1 } },
        { "a count seen for the first time", new MetricReading { FrontRequests = 3 } },
    };

    [Fact]
    public void The_last_replica_goes_after_the_delay()
    {
        var decisions = _scene.Through(Delay, ScalingScene.Quiet);

        decisions.SkipLast(1).Select(it => it.Desired).Should().OnlyContain(desired => desired == 1);
        decisions[^1].Desired.Should().Be(0);
        decisions[^1].Reason.Should().Be("1 -> 0: no requests for 60 s");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    [InlineData(1e-9)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void The_last_replica_stays_while_anything_is_in_flight_or_may_be(double? inFlight) =>
        _scene.Through(10 * Delay, pods => ScalingScene.Quiet(pods) with { InFlight = inFlight }).Select(it => it.Desired).Should().OnlyContain(desired => desired == 1);

    [Fact]
    public void More_than_one_goes_down_to_the_last_where_what_is_in_flight_is_not_known()
    {
        _scene.Replicas = 4;

        _scene.Through(10 * Delay, pods => ScalingScene.Quiet(pods) with { InFlight = null })[^1].Should().Match<ScalingDecision>(it => it.Desired == 1 && it.Reason.Contains("not known"));
    }

    [Fact]
    public void The_last_replica_stays_when_minReplicas_is_one()
    {
        _scene.Policy = _scene.Policy with { MinReplicas = 1 };

        _scene.Through(10 * Delay, ScalingScene.Quiet).Select(it => it.Desired).Should().OnlyContain(desired => desired == 1);
    }

    [Fact]
    public void The_last_replica_stays_under_the_least_load() =>
        _scene.Through(10 * Delay, pods => ScalingScene.Fresh(20, 0.02, pods)).Select(it => it.Desired).Should().OnlyContain(desired => desired == 1);

    [Fact]
    public void A_count_of_the_front_is_traffic_and_the_delay_begins_anew()
    {
        _scene.Through(Delay - (2 * ScalingScene.Interval), pods => ScalingScene.Quiet(pods) with { FrontRequests = 5 });
        _scene.Decide(ScalingScene.Quiet(1) with { FrontRequests = 6 });

        var decisions = _scene.Through(Delay, pods => ScalingScene.Quiet(pods) with { FrontRequests = 6 });

        decisions.SkipLast(2).Select(it => it.Desired).Should().OnlyContain(desired => desired == 1);
        decisions[^1].Desired.Should().Be(0);
    }

    [Fact]
    public void A_front_that_counts_on_keeps_the_last_replica()
    {
        var count = 0;

        _scene.Through(5 * Delay, pods => ScalingScene.Quiet(pods) with { FrontRequests = ++count / 3 }).Select(it => it.Desired).Should().OnlyContain(desired => desired == 1);
    }

    [Theory]
    [MemberData(nameof(Silence))]
    public void Sleeps_on_while_nobody_is_seen_to_ask(string because, MetricReading? reading)
    {
        _scene.Replicas = 0;

        _scene.Through(Delay, _ => reading).Select(it => it.Desired).Should().OnlyContain(desired => desired == 0, because);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Wakes_at_once(string because, MetricReading reading)
    {
        _scene.Replicas = 0;

        _scene.Decide(reading).Should().Match<ScalingDecision>(it => it.Desired == 1 && it.Reason.StartsWith("0 -> 1: woken"), because);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(3)] // a front that began to count anew
    [InlineData(0)]
    public void Any_change_of_the_count_wakes(long count)
    {
        _scene.Replicas = 0;
        _scene.State = _scene.State with { FrontRequests = 7 };

        _scene.Decide(new MetricReading { FrontRequests = 7 }).Desired.Should().Be(0);
        _scene.Decide(new MetricReading { FrontRequests = count, Error = ReadingError.Unreachable }).Desired.Should().Be(1);
    }

    [Fact]
    public void A_count_that_is_not_read_for_a_while_is_not_forgotten()
    {
        _scene.Replicas = 0;
        _scene.State = _scene.State with { FrontRequests = 7 };
        _scene.Through(Delay, _ => null);

        _scene.Decide(new MetricReading { FrontRequests = 7 }).Desired.Should().Be(0);
    }

    [Fact]
    public void A_woken_model_is_given_the_whole_delay()
    {
        _scene.Replicas = 0;
        _scene.Decide(new MetricReading { FrontRequests = 1 });

        _scene.Through(Delay - ScalingScene.Interval, pods => ScalingScene.Quiet(pods) with { FrontRequests = 1 }).Select(it => it.Desired).Should().OnlyContain(desired => desired == 1);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Nothing_wakes_where_maxReplicas_is_zero(string because, MetricReading reading)
    {
        (_scene.Replicas, _scene.Policy) = (0, _scene.Policy with { MaxReplicas = 0 });

        _scene.Decide(reading).Desired.Should().Be(0, because);
    }

    [Fact]
    public void Wakes_to_minReplicas_whatever_is_read()
    {
        (_scene.Replicas, _scene.Policy) = (0, _scene.Policy with { MinReplicas = 2 });

        _scene.Decide(null).Desired.Should().Be(2);
    }
}
