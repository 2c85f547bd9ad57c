using CsCheck;
using InferenceOperator.Core.Scaling;

namespace InferenceOperator.Core.Tests.Scaling.Service;

public sealed class ServiceEvidenceTests
{
    private const double Target = 0.5;

    [Fact]
    public void Keeps_readings_of_alike_loads_together_and_of_others_apart()
    {
        var evidence = ServiceEvidence.None.With(10, 0.1, 0.2).With(10.2, 0.1, 0.2).With(20, 0.1, 0.2);

        evidence.Bins.Values.Select(bin => bin.Weight).Should().Equal(2, 1);
        evidence.Bins.Values.First().Load.Should().BeApproximately(10.1, 1e-9);
        evidence.Samples.Should().Be(3);
    }

    [Theory]
    [InlineData(0, 0.1, 0.2)]
    [InlineData(-1, 0.1, 0.2)]
    [InlineData(double.NaN, 0.1, 0.2)]
    [InlineData(double.PositiveInfinity, 0.1, 0.2)]
    [InlineData(10, 0, 0.2)]
    [InlineData(10, double.NaN, 0.2)]
    [InlineData(10, 0.1, double.NaN)]
    [InlineData(10, 0.1, -0.2)]
    public void Takes_no_nonsense_in(double load, double mean, double tail) =>
        ServiceEvidence.None.With(load, mean, tail).Should().BeSameAs(ServiceEvidence.None);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_full_replica_does_something(double load) => ServiceEvidence.None.Full(load).Should().BeSameAs(ServiceEvidence.None);

    [Fact]
    public void What_full_replicas_do_follows_the_newest_slowly()
    {
        var evidence = ServiceEvidence.None.Full(10).Full(20);

        evidence.Saturation.Should().BeInRange(11, 15);
        Enumerable.Range(0, 30).Aggregate(evidence, (seen, _) => seen.Full(20)).Saturation.Should().BeApproximately(20, 0.01);
    }

    [Fact]
    public void A_service_that_became_slower_is_believed_after_some_two_hundred_readings_however_long_it_was_fast()
    {
        var evidence = Enumerable.Range(0, 10_000).Aggregate(ServiceEvidence.None, (seen, _) => seen.With(10, 0.1, 0.2));

        evidence = Enumerable.Range(0, 240).Aggregate(evidence, (seen, _) => seen.With(10, 0.2, 0.4));

        (1 / evidence.Bins.Values.Single().TailSpeed).Should().BeInRange(0.35, 0.4);
    }

    [Fact]
    public void Fading_weakens_what_was_seen_and_drops_what_is_next_to_nothing()
    {
        var evidence = ServiceEvidence.None.With(10, 0.1, 0.2, 20).With(30, 0.1, 0.2, 0.2).Faded(0.2);

        evidence.Bins.Values.Select(bin => bin.Weight).Should().Equal(4);
        evidence.Bins.Values.Single().Should().Match<LoadBin>(bin => bin.Load == 10 && bin.TailSpeed == 5);
    }

    [Fact]
    public void Fading_leaves_room_for_what_is_new()
    {
        var old = ServiceEvidence.None.With(10, 0.1, 0.2, 60);

        var faded = old.Faded(0.05).With(10, 0.2, 0.4, 3);

        (1 / faded.Bins.Values.Single().TailSpeed).Should().BeGreaterThan(1 / old.With(10, 0.2, 0.4, 3).Bins.Values.Single().TailSpeed);
    }

    [Theory]
    [InlineData(0.7, 10, true)] // well over the objective at this very load
    [InlineData(0.7, 15, true)] // and at any that is more
    [InlineData(0.7, 8.9, false)]
    [InlineData(0.52, 10, false)] // hardly over
    [InlineData(0.3, 10, false)]
    public void A_load_breaks_where_as_much_or_less_was_seen_to_break(double tail, double load, bool expected) =>
        ServiceEvidence.None.With(10, tail / 2, tail, 3).BreaksAt(load, Target).Should().Be(expected);

    [Fact]
    public void A_reading_that_hardly_counts_breaks_nothing() => ServiceEvidence.None.With(10, 1, 2, 0.5).BreaksAt(10, Target).Should().BeFalse();

    [Fact]
    public void A_fit_that_was_kept_says_the_same_again() => Gen.Select(
        Gen.Double[0.01, 0.15], Gen.Double[1, 4], Gen.Double[1.2, 3], Gen.Int[100, 5000]).Sample((seconds, parallelism, variability, samples) =>
    {
        var fit = new ServiceCurve(seconds, parallelism, variability).Fit(samples: samples);

        var state = ScalingState.Learnt(fit, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(Target));

        state.Service!.LoadAt(Target).Should().BeApproximately(fit.LoadAt(Target), 0.02 * fit.LoadAt(Target));
        state.Should().Match<ScalingState>(it => it.Startup == TimeSpan.FromSeconds(40) && it.Service!.Samples == samples);
    });

    [Fact]
    public void A_fit_of_few_readings_or_of_many_at_once_that_was_kept_errs_on_the_safe_side() => Gen.Select(
        Gen.Double[0.01, 0.15], Gen.Double[1, 64], Gen.Double[1.2, 3], Gen.Int[30, 5000]).Sample((seconds, parallelism, variability, samples) =>
    {
        var fit = new ServiceCurve(seconds, parallelism, variability).Fit(samples: samples);

        var share = ScalingState.Learnt(fit, null, TimeSpan.FromSeconds(Target)).Service!.LoadAt(Target) / fit.LoadAt(Target);

        share.Should().BeInRange(0.8, 1.001);
    });

    [Fact]
    public void A_fit_whose_objective_no_replica_keeps_is_no_evidence() =>
        ServiceEvidence.Of(new ServiceFit(1, 1, 2, 0.1, 100), Target).Should().BeSameAs(ServiceEvidence.None);

    [Fact]
    public void Without_a_fit_or_an_objective_only_the_start_up_is_kept()
    {
        ScalingState.Learnt(null, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(1)).Should().Match<ScalingState>(it => it.Service == null && it.Startup == TimeSpan.FromSeconds(40));
        ScalingState.Learnt(new(1, 1, 2, 0.1, 100), null, null).Service.Should().BeNull();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0.5)]
    public void A_fit_that_was_kept_is_put_right_by_readings_that_refute_it_far_from_the_objective_too(double factor)
    {
        var kept = new ServiceCurve(0.05, 1, 2.5);
        var truth = kept with { Seconds = factor * kept.Seconds };
        var load = 0.3 * Math.Min(truth.LoadAt(Target), kept.LoadAt(Target));
        var evidence = ServiceEvidence.Of(kept.Fit(), Target);

        for (var reading = 0; reading < 14; reading++)
            evidence = evidence.With(load, truth.Mean(load), 2.5 * truth.Mean(load)).Corrected(Target);

        ServiceFitter.Fit(evidence, Target)!.LoadAt(Target).Should().BeApproximately(truth.LoadAt(Target), 0.3 * truth.LoadAt(Target));
    }

    [Fact]
    public void A_fit_that_was_kept_stays_while_readings_are_near_it_or_few()
    {
        var kept = new ServiceCurve(0.05, 1, 2.5);
        var evidence = ServiceEvidence.Of(kept.Fit(), Target);
        ServiceEvidence Seen(ServiceEvidence seen, int readings, double factor) => Enumerable.Range(0, readings).Aggregate(seen, (all, _) => all.With(5, factor * kept.Mean(5), factor * 2.5 * kept.Mean(5)));

        var near = Seen(evidence, 100, 1.3);
        near.Corrected(Target).Should().BeSameAs(near);
        var few = Seen(evidence, 10, 2);
        few.Corrected(Target).Should().BeSameAs(few);
        Seen(evidence, 13, 2).Corrected(Target).Unconfirmed!.ServiceSeconds.Should().BeGreaterThan(0.08);
    }
}
