using CsCheck;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class ReplicaDeciderProperties
{
    private static readonly Gen<double> AnyNumber = Gen.OneOf<double>(
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -0.0, 0, double.Epsilon, 0.02, 0.081, 5, 1e300, double.MaxValue);

    private static readonly Gen<double?> Maybe = Gen.OneOf(Gen.Const((double?)null), AnyNumber.Select(number => (double?)number));

    private static readonly Gen<MetricReading> AnyReading = Gen.Select(
        Maybe, Gen.Select(Maybe, Maybe), Maybe, Gen.Int[-1, 200], Gen.Int[-1, 8], Gen.Enum<ReadingError>(),
        (latency, rates, inFlight, age, pods, error) => new MetricReading
        {
            LatencySeconds = latency,
            Rate = rates.Item1,
            RejectedRate = rates.Item2,
            InFlight = inFlight,
            SampleAge = age < 0 ? null : TimeSpan.FromSeconds(age),
            ContributingPods = pods < 0 ? null : pods,
            Error = error,
        });

    private static readonly Gen<ScalingState> AnyState = Gen.Select(
        Gen.Int[0, 900], Gen.Bool, Gen.Double[0, 50], (seconds, known, rate) => !known ? ScalingState.Empty : ScalingState.Empty with
        {
            FewerSince = ScalingScene.Start - TimeSpan.FromSeconds(seconds),
            QuietSince = ScalingScene.Start - TimeSpan.FromSeconds(seconds),
            DecidedAt = ScalingScene.Start - ScalingScene.Interval,
            ServingSince = ScalingScene.Start - TimeSpan.FromSeconds(seconds),
            Evidence = ServiceEvidence.None.With(rate, 0.02, 0.04, 20).With(2 * rate, 0.03, 0.06, 20),
            Service = ServiceFitter.Fit(ServiceEvidence.None.With(rate, 0.02, 0.04, 20).With(2 * rate, 0.03, 0.06, 20), 0.08),
            Needs = [new(ScalingScene.Start - TimeSpan.FromSeconds(seconds), rate)],
            NeedsSince = ScalingScene.Start - TimeSpan.FromSeconds(seconds),
            Startup = TimeSpan.FromSeconds(seconds / 10.0),
        });

    [Fact]
    public void Bad_data_never_lowers_replicas() =>
        Gen.Select(AnyReading, Gen.Int[1, 12], Gen.Int[0, 12], AnyState).Sample((reading, current, ready, state) =>
        {
            var scene = new ScalingScene();
            var quality = SignalClassifier.Classify(reading, scene.Policy, new(current, ready));
            var decision = ReplicaDecider.Decide(scene.Policy, reading, new(current, ready), state, ScalingScene.Start);

            if (!quality.MayGoDown)
                decision.Desired.Should().BeGreaterThanOrEqualTo(current);
            if (!quality.MayGoUp)
                decision.Desired.Should().BeLessThanOrEqualTo(current);
        });

    [Fact]
    public void Numbers_that_are_no_measure_never_move_anything() =>
        Gen.Select(Gen.OneOf<double>(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -3), Gen.Bool, Gen.Int[1, 12], AnyState).Sample(
            (bad, inLatency, current, state) =>
            {
                var good = ScalingScene.Fresh(20, 10, current);
                var reading = inLatency ? good with { LatencySeconds = bad } : good with { Rate = bad };

                ReplicaDecider.Decide(new ScalingScene().Policy, reading, new(current, current), state, ScalingScene.Start).Desired.Should().Be(current);
            });

    [Fact]
    public void Rejected_requests_never_lower_replicas() =>
        Gen.Select(AnyReading, Gen.Double[0.011, 1], Gen.Int[1, 12], AnyState).Sample((reading, share, current, state) =>
        {
            var rejecting = reading with { Rate = 100, RejectedRate = 100 * share };

            var decision = ReplicaDecider.Decide(new ScalingScene().Policy, rejecting, new(current, current), state, ScalingScene.Start);

            decision.Desired.Should().BeGreaterThanOrEqualTo(current);
            decision.ObjectiveMet.Should().NotBe(true);
        });

    [Fact]
    public void Stays_inside_the_bounds_whatever_is_measured() =>
        Gen.Select(AnyReading, Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 5], Gen.Int[0, 15], AnyState).Sample((reading, current, ready, minimum, maximum, state) =>
        {
            var policy = new ScalingScene().Policy with { MinReplicas = minimum, MaxReplicas = maximum };

            var desired = ReplicaDecider.Decide(policy, reading, new(current, ready), state, ScalingScene.Start).Desired;

            desired.Should().BeInRange(minimum, Math.Max(minimum, maximum));
        });

    [Fact]
    public void A_lost_state_never_lowers_replicas() =>
        Gen.Select(AnyReading, Gen.Int[1, 20], Gen.Int[0, 20]).Sample((reading, current, ready) =>
            ReplicaDecider.Decide(new ScalingScene().Policy, reading, new(current, ready), ScalingState.Empty, ScalingScene.Start)
                .Desired.Should().BeGreaterThanOrEqualTo(current));

    [Theory]
    [InlineData(69, 21.578672996650948, 3)] // on two it is over the objective, inside the tolerance
    [InlineData(122.98648648648648, 9.2625, 2)] // on two it is far within, on one far over
    public void One_fewer_that_does_not_do_is_tried_once(double rate, double service, int replicas)
    {
        var scene = new ScalingScene { Replicas = replicas };

        scene.Through(TimeSpan.FromHours(2), pods => Queue(rate, service, pods));

        scene.Through(TimeSpan.FromHours(2), pods => Queue(rate, service, pods)).Should().OnlyContain(decision => decision.Desired == replicas);
    }

    [Fact]
    public void A_constant_load_settles() =>
        Gen.Select(Gen.Double[1, 300], Gen.Double[5, 70], Gen.Int[1, 20]).Sample((rate, service, replicas) =>
        {
            var scene = new ScalingScene { Replicas = replicas };

            scene.Through(TimeSpan.FromHours(2), pods => Queue(rate, service, pods));
            var moves = scene.Through(TimeSpan.FromHours(2), pods => Queue(rate, service, pods)).Select(decision => decision.Desired).Distinct();
            moves.Should().HaveCount(1);
        }, iter: 60);

    /// <summary>A queue: latency = service time / (1 - utilisation), each replica serving one request at a time.</summary>
    private static MetricReading Queue(double rate, double serviceMilliseconds, int pods) =>
        ScalingScene.Fresh(serviceMilliseconds / (1 - Math.Min(0.98, rate * serviceMilliseconds / 1000 / pods)), rate, pods);
}
