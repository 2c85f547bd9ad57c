using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling;

public sealed class SignalClassifierTests
{
    private static readonly ScalingPolicy Policy = new() { Target = TimeSpan.FromMilliseconds(80) };
    private static readonly MetricReading Good = ScalingScene.Fresh(60, 40, 4);

    public static TheoryData<string, MetricReading?, Signal> Table => new()
    {
        { "recent samples of all pods", Good, Signal.Fresh },
        { "one of ten pods missing is nearly all", Good with { ContributingPods = 4 }, Signal.Fresh },
        { "nothing arrives, and a percentile of nothing is NaN", ScalingScene.Quiet(4), Signal.NoTraffic },
        { "nothing ends while requests hang", ScalingScene.Quiet(4) with { InFlight = 3 }, Signal.Partial },
        { "nothing arrives at the pods that are seen", ScalingScene.Quiet(2), Signal.Partial },
        { "half of the pods", Good with { ContributingPods = 2 }, Signal.Partial },
        { "unknown contributors", Good with { ContributingPods = null }, Signal.Partial },
        { "a store did not answer", Good with { Incomplete = "store eu-2 did not answer" }, Signal.Partial },
        { "nothing arrives as far as the stores tell that answered", ScalingScene.Quiet(4) with { Incomplete = "store eu-2 did not answer" }, Signal.Partial },
        { "unknown age", Good with { SampleAge = null }, Signal.Partial },
        { "no rate", Good with { Rate = null }, Signal.Partial },
        { "no reading", null, Signal.Absent },
        { "no series", Good with { LatencySeconds = null, Rate = null }, Signal.Absent },
        { "no latency series", Good with { LatencySeconds = null }, Signal.Absent },
        { "old", Good with { SampleAge = TimeSpan.FromMinutes(1) }, Signal.Stale },
        { "old and quiet", ScalingScene.Quiet(4) with { SampleAge = TimeSpan.FromMinutes(1) }, Signal.Stale },
        { "NaN latency under traffic", Good with { LatencySeconds = double.NaN }, Signal.Invalid },
        { "infinite latency", Good with { LatencySeconds = double.PositiveInfinity }, Signal.Invalid },
        { "negative latency", Good with { LatencySeconds = -1 }, Signal.Invalid },
        { "NaN rate", Good with { Rate = double.NaN }, Signal.Invalid },
        { "infinite rate", Good with { Rate = double.NegativeInfinity }, Signal.Invalid },
        { "negative rate", Good with { Rate = -1 }, Signal.Invalid },
        { "an answer that cannot be meant", Good with { Error = ReadingError.Invalid }, Signal.Invalid },
        { "an error", Good with { Error = ReadingError.Unreachable }, Signal.Unreachable },
        { "over the objective on idle replicas", ScalingScene.Fresh(120, 0.5, 4), Signal.Infeasible },
        { "infinitely many rejected", Good with { RejectedRate = double.PositiveInfinity }, Signal.Invalid },
        { "everything is rejected, and a percentile of nothing is NaN", Good with { LatencySeconds = double.NaN, RejectedRate = 40 }, Signal.Fresh },
        { "rejections on replicas that look idle", ScalingScene.Fresh(120, 0.5, 4) with { RejectedRate = 0.2 }, Signal.Fresh },
        { "over the objective on busy replicas", ScalingScene.Fresh(120, 40, 4), Signal.Fresh },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Says_what_a_reading_is_worth(string because, MetricReading? reading, Signal expected) =>
        SignalClassifier.Classify(reading, Policy, new(4, 4)).Signal.Should().Be(expected, because);

    [Fact]
    public void Explains_everything_that_is_not_fresh()
    {
        foreach (var row in Table.Select(row => (Reading: (MetricReading?)row[1], Signal: (Signal)row[2])).Where(row => row.Signal != Signal.Fresh))
            SignalClassifier.Classify(row.Reading, Policy, new(4, 4)).Explanation.Should().NotBeEmpty();
    }

    [Fact]
    public void Says_where_to_find_a_latency_that_is_missing() =>
        SignalClassifier.Classify(Good with { LatencySeconds = null, LatencyHint = "only p50 is shown" }, Policy, new(4, 4)).Explanation.Should().EndWith(": only p50 is shown");

    [Fact]
    public void Says_how_many_pods_are_missing() =>
        SignalClassifier.Classify(Good with { ContributingPods = 2 }, Policy, new(4, 4)).Explanation.Should().Be("samples of 2 of 4 ready pods");
}
