using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>How soon a wrong fit that an earlier process left is found out: a step of the load, met with half or twice the true service time.</summary>
internal static class Convergence
{
    private const int Most = 100;

    /// <summary>Runs it.</summary>
    /// <param name="seeds">Traces of each case.</param>
    /// <param name="wanted">Which cases.</param>
    /// <returns>The figures.</returns>
    public static IEnumerable<BenchResult> Run(int seeds, Func<ScalingCase, bool> wanted)
    {
        var cases = BenchCases.Of(TraceClass.Step).Where(wanted).ToList();
        foreach (var (name, factor) in new[] { ("optimistic", 0.5), ("pessimistic", 2.0) })
        {
            var evaluations = cases.AsParallel().AsOrdered().SelectMany(item => item.Settings(seeds).Select(setting => (double)Evaluations(item, setting, factor))).ToList();
            yield return BenchResult.AtMost($"convergence_evaluations_{name}_fit", evaluations, "evaluations after capacity arrives", 3, "until one replica less than the need, or more, are wanted");
        }
    }

    private static int Evaluations(ScalingCase item, SimulationSetting setting, double factor)
    {
        var lesson = setting with { Trace = TraceGenerator.Generate(TraceClass.SlowRamp, 99, item.Service.Capacity), Seed = 77 };
        var teacher = new OperatorRule(lesson);
        Simulator.Run(lesson, teacher);
        var right = teacher.State.Service!;
        var wrong = right with { ServiceSeconds = right.ServiceSeconds * factor, Samples = 100 };
        var startup = TimeSpan.FromSeconds(setting.StartupSeconds);
        var rule = new OperatorRule(setting, learnt: ScalingState.Learnt(wrong, startup, TimeSpan.FromSeconds(setting.TargetSeconds)));
        var samples = Simulator.Run(setting, rule, detailed: true).Replicas;
        var before = setting.Trace.RateOf(0);
        var step = samples.First(sample => setting.Trace.RateOf(sample.At) > 1.5 * before).At;
        var needed = (int)Math.Ceiling(setting.Trace.RateOf(step) / item.Service.Capacity);
        var ready = samples.First(sample => sample.At >= step).Ready;
        var after = samples.Where(sample => sample.At >= step).SkipWhile(sample => sample.Ready <= ready).ToList();
        var index = after.FindIndex(sample => sample.Wanted >= needed - 1);
        return index < 0 ? Most : Math.Min(Most, index);
    }
}
