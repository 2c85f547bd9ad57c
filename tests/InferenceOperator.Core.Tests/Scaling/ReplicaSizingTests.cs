using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Tests.Scaling.Service;

namespace InferenceOperator.Core.Tests.Scaling;

/// <summary>What is ordered once the service is known. One replica holds about 8 requests a second within 80 ms.</summary>
public sealed class ReplicaSizingTests
{
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan Startup = TimeSpan.FromSeconds(33);
    private readonly ScalingScene _scene = new() { State = Known(new ServiceCurve(0.02, 0.5, 2.5)) };

    [Fact]
    public void Says_from_what_the_number_comes() =>
        _scene.Decide(Reading(131, 41, 4)).Reason.Should().MatchRegex(@"^4 -> [5-7]: p95 131 ms over 80 ms at 41 req/s; one replica holds \d(\.\d)? req/s; 38 s to capacity$");

    [Fact]
    public void Orders_what_the_load_needs_before_the_latency_says_so()
    {
        _scene.Through(TimeSpan.FromMinutes(2), pods => Reading(40, 20, pods));

        var decision = _scene.Decide(Reading(40, 60, 4));

        decision.Desired.Should().BeInRange(5, 9);
        decision.Reason.Should().Contain("within 80 ms");
    }

    [Fact]
    public void Orders_more_where_a_backlog_is_to_be_cleared()
    {
        var without = _scene.Decide(Reading(131, 60, 4)).Desired;
        var other = new ScalingScene { State = Known(new ServiceCurve(0.02, 0.5, 2.5)) };

        var with = other.Decide(Reading(2000, 60, 4) with { InFlight = 900 });

        with.Desired.Should().BeGreaterThan(without);
        with.Reason.Should().MatchRegex(@"; \d+ will wait;");
    }

    [Fact]
    public void Does_not_order_for_a_backlog_twice()
    {
        var first = _scene.Decide(Reading(2000, 60, 4) with { InFlight = 900 }).Desired;
        _scene.Ready = 4;

        _scene.Through(Startup - ScalingScene.Interval, _ => Reading(3000, 60, 4) with { InFlight = 900 }).Select(it => it.Desired).Should().OnlyContain(desired => desired <= first + 1);
    }

    [Fact]
    public void Does_not_cascade_while_pods_load()
    {
        var first = _scene.Decide(Reading(500, 60, 4)).Desired;
        _scene.Ready = 4;

        _scene.Through(Startup, _ => Reading(900, 60, 4)).Select(it => it.Desired).Should().OnlyContain(desired => desired <= first + 1, "only chance in the arrivals is better known later");
    }

    [Fact]
    public void A_replica_without_load_is_no_basis_for_dozens()
    {
        (_scene.Replicas, _scene.Policy) = (1, _scene.Policy with { MaxReplicas = 200 });

        _scene.Decide(Reading(90, 800, 1)).Desired.Should().Be(5);
    }

    [Fact]
    public void Waits_longer_for_capacity_that_must_come_from_training()
    {
        var state = Known(new ServiceCurve(0.02, 0.5, 2.5));

        var decision = ReplicaDecider.Decide(_scene.Policy, Reading(131, 41, 4), new(4, 4) { ReclaimTime = TimeSpan.FromSeconds(60) }, state, ScalingScene.Start);

        decision.Reason.Should().EndWith("98 s to capacity");
    }

    [Fact]
    public void Learns_the_start_up_from_its_orders()
    {
        _scene.State = ScalingState.Empty;
        _scene.Decide(Reading(160, 41, 4));
        _scene.Ready = 4;
        _scene.Through(TimeSpan.FromSeconds(35), _ => Reading(160, 41, 4));
        _scene.State.Startup.Should().BeNull();
        _scene.Ready = null;
        var came = _scene.Now - ScalingScene.Start;

        _scene.Decide(Reading(60, 41, 8)).State.Startup.Should().Be(came);
    }

    [Fact]
    public void The_wait_for_GPUs_is_no_part_of_the_start_up()
    {
        _scene.State = ScalingState.Empty;
        _scene.Decide(Reading(160, 41, 4));
        (_scene.Ready, _scene.Placed) = (4, 4);
        _scene.Through(TimeSpan.FromSeconds(60), _ => Reading(160, 41, 4));
        var placed = _scene.Now;
        _scene.Placed = null;
        _scene.Through(TimeSpan.FromSeconds(20), _ => Reading(160, 41, 4));
        _scene.Ready = null;
        var came = _scene.Now - placed;

        _scene.Decide(Reading(60, 41, 8)).State.Startup.Should().BeCloseTo(came, ScalingScene.Interval, "the capacity plan foresees the rest");
    }

    [Fact]
    public void A_start_up_that_is_known_moves_slowly()
    {
        _scene.Decide(Reading(160, 41, 4));
        _scene.Ready = 4;
        _scene.Through(TimeSpan.FromSeconds(90), _ => Reading(160, 41, 4));
        _scene.Ready = null;

        _scene.Decide(Reading(60, 41, _scene.Replicas)).State.Startup!.Value.Should().BeGreaterThan(Startup).And.BeLessThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Of_an_order_that_is_given_up_nothing_is_learnt()
    {
        _scene.Decide(Reading(160, 41, 4));
        (_scene.Replicas, _scene.Ready) = (4, null);

        var state = _scene.Decide(Reading(60, 20, 4)).State;

        state.Startup.Should().Be(Startup);
        state.Orders.Should().BeEmpty();
    }

    [Fact]
    public void One_fewer_that_did_not_do_is_not_tried_again_at_that_load_but_at_less()
    {
        _scene.State = ScalingState.Empty with { FailedLoad = 10, FailedAt = ScalingScene.Start };
        _scene.Through(TimeSpan.FromMinutes(10), pods => Reading(50, 30, pods)).Select(it => it.Desired).Should().OnlyContain(desired => desired == 4, "30 on 3 are 10 each");

        _scene.Through(TimeSpan.FromMinutes(10), pods => Reading(45, 24, pods)).Should().Contain(decision => decision.Desired == 3, "24 on 3 are 8 each");
    }

    [Fact]
    public void What_was_learnt_of_one_percentile_is_forgotten_for_another()
    {
        _scene.Through(TimeSpan.FromMinutes(5), pods => Reading(40, 20, pods));
        _scene.State.Service.Should().NotBeNull();

        _scene.Policy = _scene.Policy with { Percentile = 99 };
        _scene.Decide(null);

        _scene.State.Service.Should().BeNull();
        _scene.State.Evidence.Samples.Should().Be(0);
    }

    [Fact]
    public void Goes_down_one_at_a_time_as_soon_as_the_delay_says_so()
    {
        _scene.Replicas = 10;

        var decisions = _scene.Through(TimeSpan.FromMinutes(3), pods => AsLearnt(16, pods));

        decisions.Take(12).Select(it => it.Desired).Should().OnlyContain(desired => desired == 10);
        decisions.Zip(decisions.Skip(1)).Should().OnlyContain(pair => pair.First.Desired - pair.Second.Desired <= 1);
        decisions[^1].Desired.Should().BeInRange(2, 4);
        decisions.First(decision => decision.Desired == 9).Reason.Should().MatchRegex("^10 -> 9: p95 5[0-9] ms within 80 ms at 16 req/s; 9 would have done for 60 s: one replica holds ");
    }

    [Fact]
    public void A_jump_of_one_reading_that_calls_for_one_more_may_be_chance()
    {
        _scene.Through(TimeSpan.FromMinutes(3), pods => AsLearnt(29, pods));

        _scene.Decide(AsLearnt(29, 4) with { RecentRate = 38 }).Desired.Should().Be(4, "38 instead of 29 a second in ten seconds is a chance of one in some thousand");
        _scene.Decide(AsLearnt(29, 4) with { RecentRate = 90 }).Desired.Should().BeGreaterThan(8, "90 is none");
    }

    [Fact]
    public void A_small_miss_that_lasts_adds_a_replica_though_the_fit_says_that_there_are_enough()
    {
        // Every third window is inside the tolerance: no run of broken ones is ever long.
        var step = 0;
        var decisions = _scene.Through(TimeSpan.FromMinutes(4), pods => Reading(pods > 4 ? 60 : step++ % 3 == 0 ? 86 : 96, 24, pods));

        decisions.Take(10).Select(it => it.Desired).Should().OnlyContain(desired => desired == 4, "single windows may be chance");
        decisions[^1].Desired.Should().Be(5);
    }

    [Fact]
    public void A_small_miss_of_few_requests_is_that_of_a_single_one()
    {
        const double slower = 250;
        var target = slower * Target;
        _scene.Policy = _scene.Policy with { Target = target };
        _scene.State = ScalingState.Learnt(new ServiceCurve(0.02 * slower, 0.5, 2.5).Fit(), Startup, target);
        var step = 0;

        _scene.Through(TimeSpan.FromMinutes(4), pods => Reading(slower * (step++ % 3 == 0 ? 86 : 96), 24 / slower, pods)).Select(it => it.Desired).Should().OnlyContain(desired => desired == 4);
    }

    [Fact]
    public void Replicas_that_peaks_need_again_and_again_stay_and_the_reason_says_so()
    {
        _scene.Policy = _scene.Policy with { ScaleDownDelay = TimeSpan.FromMinutes(2) };
        for (var burst = 0; burst < 4; burst++)
        {
            _scene.Through(TimeSpan.FromMinutes(1.5), pods => AsLearnt(20, pods));
            _scene.Through(TimeSpan.FromMinutes(1.5), pods => AsLearnt(50, Math.Max(6, pods)));
        }

        var between = _scene.Through(TimeSpan.FromMinutes(2.5), pods => AsLearnt(20, pods));

        between.Select(decision => decision.Desired).Should().OnlyContain(desired => desired == 6);
        between[^1].Reason.Should().MatchRegex("would do, but more were needed at several peaks in the last ");
    }

    [Fact]
    public void Replicas_go_some_time_after_the_last_peak()
    {
        Replicas_that_peaks_need_again_and_again_stay_and_the_reason_says_so();

        _scene.Through(TimeSpan.FromMinutes(20), pods => AsLearnt(20, pods))[^1].Desired.Should().BeLessThan(5);
    }

    [Fact]
    public void Drops_half_at_once_when_the_load_has_fallen_far_and_keeps_the_other_half_for_the_delay()
    {
        Seen(85, replicas: 11);

        var decisions = _scene.Through(TimeSpan.FromSeconds(60), pods => AsLearnt(10, pods));

        decisions.Select(decision => decision.Desired).Distinct().Should().Equal(11, 6);
        decisions.First(decision => decision.Desired < 11).Reason.Should()
            .MatchRegex(@"^11 -> 6: p95 \d+ ms within 80 ms at 10 req/s; 6 would have done for 9.9 s with 40 % to spare: one replica holds ");
        _scene.Through(TimeSpan.FromMinutes(3), pods => AsLearnt(10, pods))[^1].Desired.Should().BeLessThan(4);
    }

    [Fact]
    public void However_far_the_load_has_fallen_the_owners_delay_holds()
    {
        Seen(85, replicas: 11);
        _scene.Policy = _scene.Policy with { ScaleDownDelay = TimeSpan.FromMinutes(2) };

        _scene.Through(TimeSpan.FromSeconds(110), pods => AsLearnt(20, pods)).Should().OnlyContain(decision => decision.Desired == 11);
    }

    [Fact]
    public void What_an_earlier_process_learnt_drops_nothing_before_the_delay()
    {
        Seen(85, replicas: 11);
        _scene.State = _scene.State with { Evidence = _scene.State.Evidence with { Unconfirmed = new ServiceCurve(0.02, 0.5, 2.5).Fit() } };

        _scene.Through(TimeSpan.FromSeconds(45), pods => AsLearnt(20, pods)).Should().OnlyContain(decision => decision.Desired == 11);
    }

    [Fact]
    public void Nothing_goes_early_while_replicas_are_on_their_way()
    {
        Seen(85, replicas: 11);
        _scene.Ready = 10;

        _scene.Through(TimeSpan.FromSeconds(45), _ => AsLearnt(20, 10)).Should().OnlyContain(decision => decision.Desired == 11);
    }

    [Fact]
    public void One_fewer_that_is_tried_stays_though_the_fit_asks_for_a_few_per_cent_more()
    {
        const double rate = 35.5;
        Seen(rate, replicas: 4);
        var over = AsLearnt(rate, 4) with { LatencySeconds = 0.081 };
        var trial = new ScalingScene { Policy = _scene.Policy, State = _scene.State with { Trial = 4 } };
        trial.Skip(_scene.Now - trial.Now);

        trial.Decide(over).Desired.Should().Be(4);
        _scene.Decide(over).Desired.Should().Be(5);
    }

    /// <summary>The service is known by what was seen itself, and so is the load of the last minutes; the delay is that of the start-up.</summary>
    private void Seen(double rate, int replicas)
    {
        var evidence = new ServiceCurve(0.02, 0.5, 2.5).SeenAt(Target.TotalSeconds, weight: 50, 0.3, 0.6, 0.9, 1);
        _scene.State = _scene.State with { Evidence = evidence, Service = ServiceFitter.Fit(evidence, Target.TotalSeconds) };
        _scene.Policy = _scene.Policy with { ScaleDownDelay = null };
        _scene.Replicas = replicas;
        _scene.Through(TimeSpan.FromMinutes(3), pods => AsLearnt(rate, pods))[^1].Desired.Should().Be(replicas);
    }

    /// <summary>A reading at which the service does just what was learnt of it.</summary>
    private static MetricReading AsLearnt(double rate, int pods)
    {
        var curve = new ServiceCurve(0.02, 0.5, 2.5);
        var mean = curve.Mean(rate / pods);
        return Reading(2500 * mean, rate, pods) with { MeanLatencySeconds = mean, InFlight = rate * mean };
    }

    private static ScalingState Known(ServiceCurve curve) => ScalingState.Learnt(curve.Fit(samples: 100), Startup, Target);

    private static MetricReading Reading(double milliseconds, double rate, int pods) =>
        ScalingScene.Fresh(milliseconds, rate, pods) with { MeanLatencySeconds = milliseconds / 2500, RecentRate = rate };
}
