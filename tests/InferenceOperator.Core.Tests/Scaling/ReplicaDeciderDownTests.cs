using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class ReplicaDeciderDownTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(1);
    private readonly ScalingScene _scene = new();

    [Fact]
    public void Lowers_by_one_when_fewer_would_have_done_for_the_delay()
    {
        var decisions = _scene.Through(Delay, pods => ScalingScene.Fresh(20, 10, pods));

        decisions.SkipLast(1).Should().OnlyContain(decision => decision.Desired == 4);
        decisions[^1].Desired.Should().Be(3);
        decisions[^1].Reason.Should().Be("4 -> 3: p95 20 ms within 80 ms at 10 req/s; 3 would have done for 60 s");
    }

    [Fact]
    public void Observes_the_delay_anew_after_each_step()
    {
        _scene.Through(Delay, pods => ScalingScene.Fresh(20, 10, pods));

        _scene.Through(Delay - (2 * ScalingScene.Interval), pods => ScalingScene.Fresh(20, 10, pods)).Should().OnlyContain(it => it.Desired == 3);
    }

    [Fact]
    public void Keeps_a_replica_without_which_the_objective_would_break() =>
        _scene.Through(10 * Delay, pods => ScalingScene.Fresh(70, 40, pods)).Should().OnlyContain(decision => decision.Desired == 4);

    [Fact]
    public void Goes_to_the_minimum_without_traffic_but_only_after_the_delay()
    {
        var decisions = _scene.Through(2 * Delay, ScalingScene.Quiet);

        decisions.Take(12).Should().OnlyContain(decision => decision.Desired == 4);
        decisions[^1].Desired.Should().Be(1);
        decisions.Zip(decisions.Skip(1)).Should().OnlyContain(pair => pair.First.Desired - pair.Second.Desired <= 1);
    }

    [Fact]
    public void Silence_is_counted_from_the_last_request_and_not_from_when_fewer_would_have_done()
    {
        _scene.Through(Delay - ScalingScene.Interval, pods => ScalingScene.Fresh(20, 10, pods));

        _scene.Through(Delay - ScalingScene.Interval, ScalingScene.Quiet).Should().OnlyContain(decision => decision.Desired == 4);
        _scene.Decide(ScalingScene.Quiet(4)).Desired.Should().Be(3);
    }

    [Fact]
    public void A_trickle_of_requests_goes_down_by_one_a_delay()
    {
        var decisions = _scene.Through(3 * Delay, pods => _scene.Now.Second % 20 < 5 ? ScalingScene.Fresh(20, 0.1, pods) : ScalingScene.Quiet(pods));

        decisions.Select(decision => decision.Desired).Distinct().Should().Contain(3).And.OnlyContain(replicas => replicas >= 2);
    }

    [Fact]
    public void Does_not_try_again_a_load_that_broke_the_objective()
    {
        // Three replicas break at this load although the latency of four promises otherwise.
        _scene.Replicas = 4;

        var decisions = _scene.Through(TimeSpan.FromHours(6), pods => ScalingScene.Fresh(pods >= 4 ? 40 : 120, 40, pods));

        decisions.Zip(decisions.Skip(1)).Count(pair => pair.Second.Desired < pair.First.Desired).Should().BeLessThanOrEqualTo(2);
        decisions[^1].Desired.Should().BeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public void Observes_the_whole_delay_after_an_outage()
    {
        _scene.Through(Delay - ScalingScene.Interval, ScalingScene.Quiet);
        _scene.Decide(new MetricReading { Error = ReadingError.Unreachable });

        _scene.Through(Delay - ScalingScene.Interval, ScalingScene.Quiet).Should().OnlyContain(decision => decision.Desired == 4);
    }

    [Fact]
    public void Observes_the_whole_delay_after_the_operator_slept()
    {
        _scene.Decide(ScalingScene.Quiet(4));
        _scene.Skip(TimeSpan.FromHours(1));

        _scene.Decide(ScalingScene.Quiet(4)).Desired.Should().Be(4);
    }

    [Fact]
    public void Observes_the_whole_delay_after_a_restart()
    {
        _scene.Through(Delay - ScalingScene.Interval, ScalingScene.Quiet);
        _scene.State = ScalingState.Empty;

        _scene.Decide(ScalingScene.Quiet(4)).Desired.Should().Be(4);
    }

    [Theory]
    [InlineData(ScalingMode.Manual, 7)]
    [InlineData(ScalingMode.External, 7)]
    public void Does_what_others_decided(ScalingMode mode, int expected)
    {
        _scene.Policy = _scene.Policy with { Mode = mode, Replicas = 7 };

        _scene.Decide(ScalingScene.Fresh(1000, 40, 4)).Should().Match<ScalingDecision>(it => it.Desired == expected && it.Signal == null);
    }

    [Fact]
    public void A_suspended_model_wants_none()
    {
        _scene.Policy = _scene.Policy with { Suspended = true };

        _scene.Decide(ScalingScene.Fresh(1000, 40, 4)).Desired.Should().Be(0);
    }

    [Fact]
    public void New_bounds_take_hold_at_once_whatever_the_signal()
    {
        _scene.Policy = _scene.Policy with { MaxReplicas = 2 };
        _scene.Decide(null).Desired.Should().Be(2);

        _scene.Policy = _scene.Policy with { MinReplicas = 3, MaxReplicas = 9 };
        _scene.Decide(null).Desired.Should().Be(3);
    }

    [Fact]
    public void Gives_up_a_wish_that_found_no_place_when_the_load_is_gone_for_the_delay()
    {
        (_scene.Replicas, _scene.Ready, _scene.Placed) = (6, 2, 2);

        var decisions = _scene.Through(Delay, _ => ScalingScene.Fresh(40, 10, pods: 2));

        decisions.SkipLast(1).Should().OnlyContain(decision => decision.Desired == 6);
        decisions[^1].Desired.Should().Be(2);
        decisions[^1].Reason.Should().Contain("2 did for 60 s");
    }

    [Fact]
    public void Keeps_the_wish_while_the_objective_is_broken_without_it()
    {
        (_scene.Replicas, _scene.Ready, _scene.Placed) = (6, 2, 2);

        _scene.Through(5 * Delay, _ => ScalingScene.Fresh(200, 40, pods: 2)).Should().OnlyContain(decision => decision.Desired >= 6);
    }

    [Fact]
    public void Keeps_replicas_on_their_way_that_the_load_needs()
    {
        (_scene.Replicas, _scene.Ready, _scene.Placed) = (6, 2, 4);

        _scene.Through(5 * Delay, _ => ScalingScene.Fresh(79, 40, pods: 2)).Should().OnlyContain(decision => decision.Desired >= 3);
    }

    [Fact]
    public void Gives_up_replicas_on_their_way_that_the_load_does_not_need()
    {
        (_scene.Replicas, _scene.Ready, _scene.Placed) = (6, 2, 4);

        var decisions = _scene.Through(3 * Delay, _ => ScalingScene.Fresh(20, 10, pods: 2));

        decisions.Take(12).Should().OnlyContain(decision => decision.Desired == 6);
        decisions[^1].Desired.Should().BeLessThan(4);
    }
}
