namespace InferenceOperator.Core.Simulation;

/// <summary>Makes traces from seeds: Poisson arrivals with a rate that changes over time (by thinning; Lewis and Shedler, 1979).</summary>
public static class TraceGenerator
{
    private const double Minute = 60;

    /// <summary>Makes a trace.</summary>
    /// <param name="kind">Its shape.</param>
    /// <param name="seed">Same seed, same trace.</param>
    /// <param name="unit">The rate that one replica carries within its objective, requests a second; the load is some 1 to 12 of these.</param>
    /// <param name="stretch">How many times longer everything takes: a period, a burst, the whole.</param>
    /// <returns>The trace.</returns>
    public static Trace Generate(TraceClass kind, ulong seed, double unit, double stretch = 1)
    {
        var random = new SeededRandom((seed * 1000) + (ulong)kind);
        var shape = Shape(kind, random);
        var duration = shape.Duration * stretch;
        double Rate(double at) => unit * shape.Replicas(at / stretch);
        return new Trace(kind.ToString(), Arrivals(Rate, unit * shape.Most, duration, random), null, duration, Rate) { PeriodSeconds = shape.Period * stretch };
    }

    private static double[] Arrivals(Func<double, double> rate, double highest, double duration, SeededRandom random)
    {
        List<double> arrivals = [];
        for (var at = random.Exponential() / highest; at < duration; at += random.Exponential() / highest)
        {
            if (random.Uniform() * highest < rate(at))
                arrivals.Add(at);
        }

        return [.. arrivals];
    }

    private static LoadShape Shape(TraceClass kind, SeededRandom random) => kind switch
    {
        TraceClass.Diurnal => Wave(random, breaks: false),
        TraceClass.BrokenPeriod => Wave(random, breaks: true),
        TraceClass.OnOff => OnOff(random),
        TraceClass.Burst => Bursts(random),
        TraceClass.Step => Step(random),
        TraceClass.FlashCrowd => Flash(random),
        TraceClass.SlowRamp => Ramp(random),
        _ => Level(random.Between(2, 9)),
    };

    private static LoadShape Level(double level) => new(_ => level, level, 60 * Minute);

    private static LoadShape Wave(SeededRandom random, bool breaks)
    {
        var period = random.Between(40, 50) * Minute;
        var (middle, swing, second, phase) = (random.Between(4, 6), random.Between(0.6, 0.8), random.Between(0, 0.15), random.Between(0, 2 * Math.PI));
        var duration = (breaks ? 6 : 5) * period;
        double At(double at)
        {
            var turn = (2 * Math.PI * (breaks && at > 3.5 * period ? at + (period / 3) : at) / period) + phase;
            return middle * Math.Max(0.05, 1 + (swing * Math.Sin(turn)) + (second * Math.Sin((2 * turn) + 1)));
        }

        return new(At, middle * 2, duration) { Period = period };
    }

    private static LoadShape OnOff(SeededRandom random)
    {
        var period = random.Between(36, 48) * Minute;
        var (low, high, share) = (random.Between(0.5, 1.5), random.Between(7, 10), random.Between(0.4, 0.6));
        return new(at => at % period > period * (1 - share) ? high : low, high, 5 * period) { Period = period };
    }

    private static LoadShape Bursts(SeededRandom random)
    {
        List<(double Start, double End, double Height)> bursts = [];
        var level = random.Between(2, 4);
        for (var at = random.Between(3, 10) * Minute; at < 60 * Minute; at += random.Between(5, 12) * Minute)
            bursts.Add((at, at + (random.Between(1, 3) * Minute), random.Between(1.5, 3.5) * level));
        return new(at => level + bursts.Where(burst => at >= burst.Start && at < burst.End).Sum(burst => burst.Height), level * 5, 70 * Minute);
    }

    private static LoadShape Step(SeededRandom random)
    {
        var (low, high, up, down) = (random.Between(1.5, 3), random.Between(6, 10), random.Between(10, 20) * Minute, random.Between(40, 50) * Minute);
        return new(at => at >= up && at < down ? high : low, high, 60 * Minute);
    }

    private static LoadShape Flash(SeededRandom random)
    {
        var (level, peak, start, rise, decay) = (random.Between(1, 2), random.Between(8, 11), random.Between(10, 20) * Minute, random.Between(20, 60), random.Between(5, 10) * Minute);
        double At(double at)
        {
            if (at < start)
                return level;
            var height = at < start + rise ? (at - start) / rise : Math.Exp(-(at - start - rise) / decay);
            return level + ((peak - level) * height);
        }

        return new(At, peak, 60 * Minute);
    }

    private static LoadShape Ramp(SeededRandom random)
    {
        var (low, high, top) = (random.Between(1, 2), random.Between(8, 11), random.Between(35, 45) * Minute);
        var end = 70 * Minute;
        return new(at => low + ((high - low) * (at < top ? at / top : (end - at) / (end - top))), high, end);
    }
}
