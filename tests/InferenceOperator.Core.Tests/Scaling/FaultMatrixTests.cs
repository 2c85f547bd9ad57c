using CsCheck;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class FaultMatrixTests
{
    private const long Iterations = 400;
    private static readonly ScalingPolicy Policy = new ScalingScene().Policy;
    private static readonly DateTimeOffset Now = ScalingScene.Start;

    public static TheoryData<Signal> Every => [.. Enum.GetValues<Signal>()];

    public static TheoryData<Signal> Bad => [.. FaultMatrix.Bad];

    public static TheoryData<Signal> NoNumbers => [.. FaultMatrix.NoNumbers];

    [Theory]
    [MemberData(nameof(Every))]
    public void The_matrix_has_readings_of_each_signal(Signal signal) => FaultMatrix.AnyGood.Sample(good =>
    {
        foreach (var reading in FaultMatrix.Of(signal, good with { LatencySeconds = 0.07 }))
            SignalClassifier.Classify(reading, Policy, new(4, 4)).Signal.Should().Be(signal);
    });

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_data_never_lowers_replicas(Signal signal) => Sample(signal, (desired, current) => desired.Should().BeGreaterThanOrEqualTo(current));

    [Theory]
    [MemberData(nameof(NoNumbers))]
    [InlineData(Signal.NoTraffic)]
    public void What_is_no_load_never_raises_replicas(Signal signal) => Sample(signal, (desired, current) => desired.Should().BeLessThanOrEqualTo(current));

    [Theory]
    [MemberData(nameof(NoNumbers))]
    public void Numbers_that_are_none_are_never_learnt_from(Signal signal) =>
        Gen.Select(FaultMatrix.AnyGood, FaultMatrix.AnyState, Gen.Int[1, 12], Gen.Int[0, 12]).Sample((good, state, current, ready) =>
        {
            foreach (var reading in Readings(signal, good, ready))
            {
                var after = ReplicaDecider.Decide(Policy, reading, new(current, ready), state, Now).State;

                after.Evidence.Should().BeSameAs(state.Evidence);
                after.Demand.Should().Equal(state.Demand);
            }
        }, iter: Iterations);

    [Theory]
    [MemberData(nameof(Every))]
    public void Bounds_are_kept(Signal signal) => Gen.Select(FaultMatrix.AnyGood, FaultMatrix.AnyState, Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 8], Gen.Int[0, 20]).Sample(
        (good, state, current, ready, minimum, maximum) =>
        {
            foreach (var reading in FaultMatrix.Of(signal, good))
            {
                ReplicaDecider.Decide(Policy with { MinReplicas = minimum, MaxReplicas = maximum }, reading, new(current, ready), state, Now)
                    .Desired.Should().BeInRange(minimum, Math.Max(minimum, maximum));
            }
        }, iter: Iterations);

    [Theory]
    [MemberData(nameof(Every))]
    public void At_most_one_goes_at_a_time_where_each_has_a_place(Signal signal) => Sample(signal, (desired, current) => desired.Should().BeGreaterThanOrEqualTo(current - 1));

    [Theory]
    [MemberData(nameof(Every))]
    public void A_hand_and_an_outside_number_and_a_suspension_count_whatever_is_measured(Signal signal) =>
        Gen.Select(FaultMatrix.AnyGood, FaultMatrix.AnyState, Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[-1, 40]).Sample((good, state, current, ready, number) =>
        {
            foreach (var reading in FaultMatrix.Of(signal, good))
            {
                int Desired(ScalingPolicy policy) => ReplicaDecider.Decide(policy, reading, new(current, ready), state, Now).Desired;

                Desired(Policy with { Mode = ScalingMode.Manual, Replicas = number }).Should().Be(Math.Max(0, number));
                Desired(Policy with { Mode = ScalingMode.External, Replicas = number }).Should().Be(Math.Max(0, number));
                Desired(Policy with { Suspended = true }).Should().Be(0);
                Desired(Policy with { Mode = ScalingMode.Manual, Replicas = number, Suspended = true }).Should().Be(0);
                Desired(Policy with { Target = null, MinReplicas = 3 }).Should().Be(3);
            }
        });

    [Theory]
    [MemberData(nameof(Bad))]
    public void After_an_outage_the_whole_delay_is_covered_again(Signal signal) =>
        Gen.Select(FaultMatrix.AnyState, Gen.Int[1, 20], Gen.Bool, Gen.Int[0, 7], Gen.Int[2, 12]).Sample((state, outage, quiet, kind, current) =>
        {
            var scene = new ScalingScene { State = state, Replicas = current };
            var readings = FaultMatrix.Of(signal, ScalingScene.Fresh(20, 10, 100));
            var bad = readings[kind % readings.Length];
            scene.Through(outage * ScalingScene.Interval, _ => bad).Select(it => it.Desired).Should().BeInAscendingOrder().And.OnlyContain(desired => desired >= current);
            var before = scene.Replicas;

            var after = scene.Through(scene.Policy.ScaleDownDelay!.Value - (2 * ScalingScene.Interval), pods => quiet ? ScalingScene.Quiet(pods) : ScalingScene.Fresh(20, 10, pods));

            after.Select(it => it.Desired).Should().OnlyContain(desired => desired >= before);
        });

    [Theory]
    [MemberData(nameof(Every))]
    public void The_same_is_decided_of_the_same(Signal signal) => Gen.Select(FaultMatrix.AnyGood, FaultMatrix.AnyState, Gen.Int[1, 12]).Sample((good, state, current) =>
    {
        foreach (var reading in FaultMatrix.Of(signal, good))
        {
            var (one, other) = (ReplicaDecider.Decide(Policy, reading, new(current, current), state, Now), ReplicaDecider.Decide(Policy, reading, new(current, current), state, Now));

            (one.Desired, one.Reason).Should().Be((other.Desired, other.Reason));
        }
    });

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_decision_gives_a_reason_with_its_numbers(Signal signal) => Gen.Select(FaultMatrix.AnyGood, FaultMatrix.AnyState, Gen.Int[1, 12]).Sample((good, state, current) =>
    {
        foreach (var reading in FaultMatrix.Of(signal, good))
        {
            var decision = ReplicaDecider.Decide(Policy, reading, new(current, current), state, Now);

            decision.Reason.Should().StartWith(decision.Desired == current ? $"holds {current}: " : $"{current} -> {decision.Desired}: ");
            (decision.State.History.Count > 0).Should().Be(decision.Desired != current);
        }
    });

    private static IEnumerable<MetricReading?> Readings(Signal signal, MetricReading good, int ready) =>
        FaultMatrix.Of(signal, good).Where(reading => SignalClassifier.Classify(reading, Policy, new(ready, ready)).Signal == signal);

    private static void Sample(Signal signal, Action<int, int> check) =>
        Gen.Select(FaultMatrix.AnyGood, FaultMatrix.AnyState, Gen.Int[1, 12], Gen.Int[0, 12]).Sample((good, state, current, ready) =>
        {
            foreach (var reading in Readings(signal, good, ready))
                check(ReplicaDecider.Decide(Policy, reading, new(current, ready), state, Now).Desired, current);
        }, iter: Iterations);
}
