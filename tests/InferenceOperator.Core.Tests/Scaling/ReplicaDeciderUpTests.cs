using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class ReplicaDeciderUpTests
{
    private readonly ScalingScene _scene = new();

    [Fact]
    public void Goes_up_at_once_in_proportion_and_says_why()
    {
        var decision = _scene.Decide(ScalingScene.Fresh(116, 41, 4));

        decision.Desired.Should().Be(6);
        decision.Reason.Should().Be("4 -> 6: p95 116 ms over 80 ms at 41 req/s");
        decision.ObjectiveMet.Should().BeFalse();
    }

    [Theory]
    [InlineData(80, 4)]
    [InlineData(87, 4)]
    [InlineData(89, 5)]
    [InlineData(160, 8)]
    [InlineData(100_000, 8)]
    public void Tolerates_a_tenth_and_at_most_doubles(double milliseconds, int expected) =>
        _scene.Decide(ScalingScene.Fresh(milliseconds, 41, 4)).Desired.Should().Be(expected);

    [Theory]
    [InlineData(0.4, 4)] // 1 %: callers that were unlucky
    [InlineData(0.8, 5)]
    [InlineData(20, 8)]
    [InlineData(40, 8)]
    public void Rejected_requests_break_the_objective_however_fast_the_others_are(double rejected, int expected)
    {
        var decision = _scene.Decide(ScalingScene.Fresh(20, 40, 4) with { RejectedRate = rejected });

        decision.Desired.Should().Be(expected);
        decision.ObjectiveMet.Should().Be(expected == 4);
    }

    [Fact]
    public void Says_what_share_is_rejected() =>
        _scene.Decide(ScalingScene.Fresh(20, 40, 4) with { RejectedRate = 4 }).Reason.Should().Be("4 -> 5: 10 % of requests rejected; p95 20 ms within 80 ms at 40 req/s");

    [Fact]
    public void Goes_up_when_everything_is_rejected_and_no_latency_is_left() =>
        _scene.Decide(ScalingScene.Fresh(double.NaN, 40, 4) with { RejectedRate = 40 }).Reason
            .Should().Be("4 -> 8: 100 % of requests rejected; no latency to go by at 40 req/s");

    [Fact]
    public void Grows_by_four_where_doubling_is_less()
    {
        _scene.Replicas = 1;

        _scene.Decide(ScalingScene.Fresh(1000, 41, 1)).Desired.Should().Be(5);
    }

    [Theory]
    [InlineData(80, true, "holds 4: p95 80 ms within 80 ms at 41 req/s")]
    [InlineData(86, false, "holds 4: p95 86 ms over 80 ms at 41 req/s, inside the tolerance of 10 %")]
    public void The_objective_is_broken_above_the_target_and_replicas_hold_inside_the_tolerance(double milliseconds, bool met, string reason)
    {
        var decision = _scene.Decide(ScalingScene.Fresh(milliseconds, 41, 4));

        (decision.Desired, decision.ObjectiveMet, decision.Reason).Should().Be((4, met, reason));
    }

    [Fact]
    public void Never_exceeds_maxReplicas()
    {
        _scene.Policy = _scene.Policy with { MaxReplicas = 5 };

        _scene.Decide(ScalingScene.Fresh(1000, 41, 4)).Desired.Should().Be(5);
        _scene.Decide(ScalingScene.Fresh(1000, 41, 5)).Reason.Should().EndWith("at maxReplicas");
    }

    [Fact]
    public void Does_not_cascade_while_replicas_load()
    {
        _scene.Decide(ScalingScene.Fresh(160, 41, 4));
        _scene.Ready = 4;

        var decisions = _scene.Through(TimeSpan.FromMinutes(5), _ => ScalingScene.Fresh(400, 41, 4));

        decisions.Should().OnlyContain(decision => decision.Desired == 8);
        decisions[^1].Reason.Should().EndWith("4 on their way");
    }

    [Fact]
    public void Waits_until_new_replicas_are_in_the_numbers()
    {
        _scene.Decide(ScalingScene.Fresh(160, 41, 4));
        _scene.Ready = 4;
        _scene.Decide(ScalingScene.Fresh(160, 41, 4));
        _scene.Ready = null;

        _scene.Decide(ScalingScene.Fresh(160, 41, 8)).Desired.Should().Be(8);
        _scene.Skip(TimeSpan.FromSeconds(30));
        _scene.Decide(ScalingScene.Fresh(160, 41, 8)).Desired.Should().Be(16);
    }

    [Fact]
    public void Does_not_cascade_after_a_restart_of_the_operator()
    {
        _scene.Replicas = 8;
        _scene.Ready = 4;

        _scene.Through(TimeSpan.FromMinutes(2), _ => ScalingScene.Fresh(800, 41, 4)).Should().OnlyContain(decision => decision.Desired == 8);
    }

    [Fact]
    public void A_replica_that_never_comes_holds_nothing_back_for_ever()
    {
        _scene.Decide(ScalingScene.Fresh(160, 41, 4));
        _scene.Ready = 7;

        _scene.Through(TimeSpan.FromMinutes(11), _ => ScalingScene.Fresh(200, 41, 7))[^1].Desired.Should().BeGreaterThan(8);
    }

    [Fact]
    public void Goes_up_on_a_part_of_the_pods() =>
        _scene.Decide(ScalingScene.Fresh(160, 41, 2)).Should().Match<ScalingDecision>(it => it.Desired == 8 && it.Signal == Signal.Partial);

    [Fact]
    public void Holds_when_no_number_of_replicas_meets_the_objective()
    {
        var decision = _scene.Decide(ScalingScene.Fresh(200, 0.4, 4));

        decision.Should().Match<ScalingDecision>(it => it.Desired == 4 && it.Signal == Signal.Infeasible && it.ObjectiveMet == false);
        decision.Reason.Should().Contain("more replicas cannot help");
    }

    [Fact]
    public void Keeps_the_last_five_changes_newest_first()
    {
        foreach (var replicas in new[] { 1, 2, 3, 4, 5, 6, 7 })
        {
            _scene.Policy = _scene.Policy with { Mode = ScalingMode.Manual, Replicas = replicas };
            _scene.Decide(null);
        }

        _scene.State.History.Select(change => change.To).Should().Equal(7, 6, 5, 4, 3);
    }
}
