using CsCheck;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Tests.Scaling.Service;

namespace InferenceOperator.Core.Tests.Scaling;

/// <summary>Every quality of a reading, with numbers that would raise, lower or hold the replicas if they could be trusted, and states as they come.</summary>
internal static class FaultMatrix
{
    private static readonly DateTimeOffset Now = ScalingScene.Start;

    public static readonly Signal[] Bad = [Signal.Absent, Signal.Stale, Signal.Invalid, Signal.Unreachable, Signal.Partial, Signal.Infeasible];

    public static readonly Signal[] NoNumbers = [Signal.Absent, Signal.Stale, Signal.Invalid, Signal.Unreachable, Signal.Infeasible];

    /// <summary>Readings of a signal; each is checked against the classifier by <see cref="FaultMatrixTests"/>.</summary>
    public static MetricReading?[] Of(Signal signal, MetricReading good) => signal switch
    {
        Signal.Fresh => [good],
        Signal.NoTraffic => [good with { Rate = 0, RecentRate = 0, InFlight = 0, LatencySeconds = double.NaN, MeanLatencySeconds = double.NaN }],
        Signal.Partial =>
        [
            good with { ContributingPods = 0 }, good with { ContributingPods = null }, good with { SampleAge = null }, good with { Rate = null },
            good with { Incomplete = "a store did not answer" }, good with { Rate = 0, RecentRate = 0, InFlight = 3 },
        ],
        Signal.Absent => [null, new MetricReading(), good with { LatencySeconds = null, Rate = null }, good with { LatencySeconds = null }],
        Signal.Stale => [good with { SampleAge = TimeSpan.FromMinutes(2) }, good with { SampleAge = TimeSpan.FromMinutes(2), Rate = 0, InFlight = 0 }],
        Signal.Invalid =>
        [
            good with { LatencySeconds = double.NaN }, good with { LatencySeconds = double.PositiveInfinity }, good with { LatencySeconds = -1 }, good with { Rate = double.NaN },
            good with { Rate = double.NegativeInfinity }, good with { Rate = -1 }, good with { RejectedRate = double.NaN }, good with { Error = ReadingError.Invalid },
        ],
        Signal.Unreachable => [good with { Error = ReadingError.Unreachable }, new MetricReading { Error = ReadingError.Unreachable }],
        _ => [good with { LatencySeconds = 0.2, Rate = 0.01, RecentRate = 0.01 }],
    };

    /// <summary>Well over the objective, well within it, and just within it, at rates from next to nothing to very much.</summary>
    public static Gen<MetricReading> AnyGood { get; } = Gen.Select(Gen.OneOf<double>(0.01, 0.07, 0.4, 5), Gen.Double[0.5, 3], Gen.Double[0, 500], Gen.Bool, (latency, rate, inFlight, recent) => new MetricReading
    {
        LatencySeconds = latency,
        MeanLatencySeconds = latency / 2.5,
        Rate = Math.Pow(10, rate),
        RecentRate = recent ? Math.Pow(10, rate) : null,
        InFlight = inFlight,
        SampleAge = TimeSpan.FromSeconds(3),
        ContributingPods = 100,
    });

    /// <summary>States that speak for fewer replicas, for more, or for nothing, and were observed for long.</summary>
    public static Gen<ScalingState> AnyState { get; } = Gen.Select(
        Gen.Select(Gen.Int[0, 900], Gen.Int[0, 900], Gen.Int[0, 900]), Gen.Double[0.1, 300], Gen.Int[0, 12], Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool), Gen.Select(Gen.Int[1, 400], Gen.Int[0, 200]),
        (ages, capacity, needed, flags, numbers) =>
        {
            var state = flags.Item1 ? ScalingState.Learnt(new ServiceCurve(0.02, capacity * 0.02, 2).Fit(), Ago(0) - Ago(numbers.Item2), TimeSpan.FromMilliseconds(80)) : ScalingState.Empty;
            return state with
            {
                DecidedAt = Ago(5),
                FewerSince = flags.Item2 ? Ago(ages.Item1) : null,
                QuietSince = flags.Item3 ? Ago(ages.Item2) : null,
                BrokenSince = flags.Item4 ? Ago(ages.Item3) : null,
                WaitingSince = flags.Item4 ? Ago(ages.Item1) : null,
                SaturatedSince = flags.Item4 && flags.Item2 ? Ago(ages.Item1) : null,
                LastScaleUp = flags.Item2 ? Ago(ages.Item2) : null,
                LastChange = flags.Item3 ? Ago(ages.Item3) : null,
                Serving = needed,
                ServingSince = Ago(ages.Item3),
                Needs = [new(Ago(ages.Item1), needed)],
                NeedsSince = Ago(ages.Item1),
                Demand = [.. Enumerable.Range(1, 20).Select(back => new DemandSample(Ago(105 - (5 * back)), numbers.Item1, numbers.Item2))],
                Orders = flags.Item3 ? [new(Ago(ages.Item2), needed + 2)] : [],
                Trial = flags.Item1 && flags.Item2 ? needed : null,
                FailedLoad = flags.Item3 ? numbers.Item1 : null,
                FrontRequests = flags.Item4 ? 7 : null,
            };
        });

    private static DateTimeOffset Ago(int seconds) => Now - TimeSpan.FromSeconds(seconds);
}
