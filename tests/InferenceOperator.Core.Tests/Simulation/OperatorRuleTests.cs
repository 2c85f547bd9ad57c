using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Simulation;

public sealed class OperatorRuleTests
{
    private const double StepAt = 120;
    private const int Needed = 8;

    public static TheoryData<string, double> Services => new()
    {
        { "one at a time", 10 },
        { "one at a time", 40 },
        { "batching", 10 },
        { "batching", 40 },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public void A_step_is_answered_with_what_it_needs_where_the_service_is_known(string service, double startup)
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var samples = AfterStep(service, startup, seed, wrong: 1);

            Wanted(samples, 3).Should().BeGreaterThanOrEqualTo(Needed - 1, $"seed {seed}");
            samples.Max(sample => sample.Wanted).Should().BeLessThanOrEqualTo(3 * Needed, $"the backlog is worth some for a while, seed {seed}");
            samples[^1].Wanted.Should().BeInRange(Needed - 1, Needed + 4, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_step_is_answered_with_enough_where_the_service_was_taken_for_half_of_what_it_is(string service, double startup)
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var samples = AfterStep(service, startup, seed, wrong: 0.5);

            Wanted(samples, 3).Should().BeGreaterThanOrEqualTo(Needed - 1, $"seed {seed}");
            samples.Min(sample => sample.Wanted).Should().BeGreaterThanOrEqualTo(Needed - 2, $"one fewer may be tried, seed {seed}");
            samples[^1].Wanted.Should().BeLessThan(samples.Max(sample => sample.Wanted), $"what is too much goes, seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Replicas_move_little_at_a_constant_load(string service, double startup)
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var trace = TraceGenerator.Generate(TraceClass.Constant, seed, OperatorCases.Capacity(service));
            var needed = (int)Math.Ceiling(trace.RateOf(0) / OperatorCases.Capacity(service));

            var settled = OperatorCases.Run(OperatorCases.Setting(service, trace, startup, needed, seed)).Where(sample => sample.At >= 900).Select(sample => sample.Wanted).ToList();

            var moves = settled.Zip(settled.Skip(1), (before, after) => after - before).Where(move => move != 0).ToList();
            moves.Should().NotContain(move => Math.Abs(move) > 1, $"seed {seed}");
            moves.Zip(moves.Skip(1)).Count(pair => pair.First != pair.Second).Should().BeLessThanOrEqualTo(3, $"seed {seed}");
            settled.Should().OnlyContain(wanted => wanted >= needed - 1 && wanted <= needed + 3, $"seed {seed} needs {needed}");
        }
    }

    [Fact]
    public void What_waits_at_old_replicas_teaches_nothing_of_those_that_came_since()
    {
        // With so long a start some hundred requests wait at the first replicas, which do not do more for it that others have come.
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var trace = OperatorCases.Step("batching", seed, from: 1.5, to: 8.5, at: 1200, seconds: 3000);
            var setting = OperatorCases.Setting("batching", trace, startup: 120, initial: 2, seed);
            var rule = new OperatorRule(setting);

            var samples = Simulator.Run(setting, rule, detailed: true).Replicas;

            samples.Max(sample => sample.Wanted).Should().BeLessThan(4 * 9, $"seed {seed}");
            rule.State.Service!.LoadAt(setting.TargetSeconds).Should().BeGreaterThan(0.6 * OperatorCases.Capacity("batching"), $"seed {seed}");
        }
    }

    [Fact]
    public void A_broken_source_takes_no_replica()
    {
        // A minute of every five shows nothing, while the load falls.
        static bool IsBad(double at) => at % 300 < 60 && at > 300;
        var trace = OperatorCases.Step("one at a time", 1, from: 8, to: 8.001, at: 60, seconds: 3600);
        trace = trace with { Arrivals = [.. trace.Arrivals.Where((at, index) => at < 600 || index % 4 == 0)] };
        var setting = OperatorCases.Setting("one at a time", trace, 10, 10, 1);

        var samples = Simulator.Run(setting, new OperatorRule(setting, distort: (at, reading) => IsBad(at) ? reading with { LatencySeconds = double.NaN } : reading), detailed: true).Replicas;

        samples.Zip(samples.Skip(1)).Where(pair => IsBad(pair.Second.At)).Should().OnlyContain(pair => pair.Second.Wanted >= pair.First.Wanted);
        samples[^1].Wanted.Should().BeLessThan(6, "the rest of the time tells that less arrives");
        samples[^1].Reason.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Readings_are_what_metrics_would_show()
    {
        var reading = new List<Core.Scaling.MetricReading>();
        var trace = OperatorCases.Step("one at a time", 1, from: 2, to: 2.001, at: 60, seconds: 900);
        var setting = OperatorCases.Setting("one at a time", trace, 10, 3, 1);

        Simulator.Run(setting, new OperatorRule(setting, distort: (_, measured) =>
        {
            reading.Add(measured);
            return measured;
        }));

        reading.Skip(10).Average(measured => measured.Rate!.Value).Should().BeApproximately(trace.MeanRate, 0.05 * trace.MeanRate);
        reading.Skip(10).Should().OnlyContain(measured => measured.LatencySeconds > measured.MeanLatencySeconds && measured.MeanLatencySeconds > 0.1 && measured.SampleAge <= TimeSpan.FromSeconds(5));

        // Little's law.
        reading.Skip(10).Average(measured => measured.InFlight!.Value).Should().BeApproximately(reading.Skip(10).Average(measured => measured.Rate!.Value * measured.MeanLatencySeconds!.Value), 0.3);
    }

    private static List<ReplicaSample> AfterStep(string service, double startup, ulong seed, double wrong)
    {
        var setting = OperatorCases.Setting(service, OperatorCases.Step(service, seed, from: 1.5, to: 7.5, StepAt, seconds: 1800), startup, initial: 2, seed);
        var samples = OperatorCases.Run(setting, OperatorCases.Learnt(service, wrong, startup));
        var ordered = samples.First(sample => sample.At > StepAt && sample.Wanted > sample.Ready).At;
        return [.. samples.Where(sample => sample.At >= ordered + startup)];
    }

    private static int Wanted(List<ReplicaSample> samples, int evaluations) => samples[evaluations].Wanted;
}
