using System.Collections.Immutable;
using CsCheck;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling.Service;

public sealed class ServiceFitterTests
{
    private const double Target = 1;

    private static readonly Gen<ServiceCurve> AnyCurve = Gen.Select(
        Gen.Double[0.01, 0.3], Gen.Double[1, 30], Gen.Double[1.2, 3], (seconds, parallelism, variability) => new ServiceCurve(seconds, parallelism, variability));

    private static readonly Gen<LoadBin> AnyBin = Gen.Select(
        Gen.Double[0, 100], Gen.Double[-3, 4], Gen.Double[-3, 4], Gen.Double[-3, 4],
        (weight, load, speed, tail) => new LoadBin(weight, Math.Pow(10, load), Math.Pow(10, speed), Math.Pow(10, tail)));

    [Theory]
    [InlineData(0.05, 1, 3)] // one request at a time, exponential: p95 is three times the mean
    [InlineData(0.2, 1, 2)]
    [InlineData(0.2, 8, 2)]
    [InlineData(0.3, 30, 1.5)]
    public void Finds_the_curve_that_the_readings_lie_on(double seconds, double parallelism, double variability)
    {
        var curve = new ServiceCurve(seconds, parallelism, variability);

        var fit = ServiceFitter.Fit(curve.SeenAt(Target, 60, 0.1, 0.4, 0.7, 0.9, 1.0), Target)!;

        fit.ServiceSeconds.Should().BeApproximately(seconds, 0.05 * seconds);
        fit.Parallelism.Should().BeApproximately(parallelism, 0.05 * parallelism);
        fit.Variability.Should().BeApproximately(variability, 0.05 * variability);
        fit.LoadAt(Target).Should().BeApproximately(curve.LoadAt(Target), 0.05 * curve.LoadAt(Target));
    }

    [Fact]
    public void Finds_the_load_at_the_objective_of_any_curve() => AnyCurve.Sample(curve =>
        ServiceFitter.Fit(curve.SeenAt(Target, 60, 0.2, 0.5, 0.8, 1.0), Target)!.LoadAt(Target).Should().BeApproximately(curve.LoadAt(Target), 0.05 * curve.LoadAt(Target)));

    [Fact]
    public void Promises_no_more_than_is_true_when_one_load_was_seen() => Gen.Select(AnyCurve, Gen.Double[0.05, 1], Gen.Double[3, 60]).Sample((curve, share, weight) =>
        ServiceFitter.Fit(curve.SeenAt(Target, weight, share), Target)!.LoadAt(Target).Should().BeLessThanOrEqualTo(1.001 * curve.LoadAt(Target)));

    [Fact]
    public void Is_less_sure_of_a_load_that_is_far_from_what_was_seen()
    {
        var curve = new ServiceCurve(0.1, 4, 2);

        var far = ServiceFitter.Fit(curve.SeenAt(Target, 10, 0.1, 0.2), Target)!;
        var near = ServiceFitter.Fit(curve.SeenAt(Target, 10, 0.5, 1.0), Target)!;

        far.Uncertainty.Should().BeGreaterThan(near.Uncertainty);
    }

    [Fact]
    public void Never_promises_what_a_full_replica_was_not_seen_to_do() => Gen.Select(AnyCurve, Gen.Double[0.1, 3]).Sample((curve, share) =>
    {
        var full = share * curve.LoadAt(Target);

        var fit = ServiceFitter.Fit(curve.SeenAt(Target, 20, 0.2, 0.6) with { Saturation = full }, Target)!;

        fit.Throughput.Should().BeLessThanOrEqualTo(full * 1.000001);
        fit.LoadAt(Target).Should().BeLessThan(full);
    });

    [Fact]
    public void Knows_something_of_a_replica_that_was_only_ever_full()
    {
        var fit = ServiceFitter.Fit(ServiceEvidence.None.Full(10), Target)!;

        fit.Should().Match<ServiceFit>(it => it.Throughput == 10 && it.Uncertainty == 1);
        fit.LoadAt(Target).Should().BeInRange(5, 9);
    }

    [Fact]
    public void Two_readings_are_no_fit()
    {
        ServiceFitter.Fit(ServiceEvidence.None, Target).Should().BeNull();
        ServiceFitter.Fit(ServiceEvidence.None.With(3, 0.1, 0.2).With(3, 0.1, 0.2), Target).Should().BeNull();
        ServiceFitter.Fit(ServiceEvidence.None.With(3, 0.1, 0.2).With(3, 0.1, 0.2).With(3, 0.1, 0.2), Target).Should().NotBeNull();
    }

    [Fact]
    public void An_objective_that_an_idle_replica_breaks_has_no_load() =>
        ServiceFitter.Fit(new ServiceCurve(0.1, 1, 2).SeenAt(Target, 20, 0.2, 0.6), 0.05)!.LoadAt(0.05).Should().Be(0);

    [Fact]
    public void Says_only_numbers_whatever_was_seen() => Gen.Select(AnyBin.Array[0, 12], Gen.Double[-3, 4], Gen.Bool, Gen.Double[-2, 2]).Sample((bins, full, hasFull, target) =>
    {
        var evidence = new ServiceEvidence
        {
            Bins = bins.Select((bin, index) => KeyValuePair.Create(index, bin)).ToImmutableSortedDictionary(),
            Samples = bins.Length,
            Saturation = hasFull ? Math.Pow(10, full) : null,
        };
        var seconds = Math.Pow(10, target);

        if (ServiceFitter.Fit(evidence, seconds) is not { } fit)
            return;
        foreach (var number in new[] { fit.ServiceSeconds, fit.Parallelism, fit.Variability, fit.Throughput, fit.LatencyAt(0) })
            number.Should().BePositive().And.BeLessThan(double.PositiveInfinity);
        fit.LoadAt(seconds).Should().BeGreaterThanOrEqualTo(0).And.BeLessThan(double.PositiveInfinity);
        fit.Uncertainty.Should().BeInRange(0, 1);
    }, iter: 2000);
}
