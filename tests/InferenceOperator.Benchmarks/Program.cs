using InferenceOperator.Benchmarks.Scaling;
using InferenceOperator.Core.Simulation;

var seeds = int.Parse(Environment.GetEnvironmentVariable("SEEDS") ?? "3");
var only = Environment.GetEnvironmentVariable("ONLY");
var full = Environment.GetEnvironmentVariable("FULL") == "1";
var kinds = new[] { TraceClass.Diurnal, TraceClass.Burst, TraceClass.Step, TraceClass.FlashCrowd, TraceClass.OnOff, TraceClass.SlowRamp, TraceClass.Constant, TraceClass.BrokenPeriod };
var dominated = 0; List<double> losses = []; List<double> extra = [];
Dictionary<string, List<double>> saved = Rivals.Names.Append("keda on rate").ToDictionary(name => name, _ => new List<double>());
foreach (var service in new[] { BenchProfiles.Onnx, BenchProfiles.Llm })
foreach (var kind in kinds.Where(kind => only is null || only.Contains(kind.ToString())))
foreach (var startup in new[] { 10.0, 40, 120 })
{
    var item = new ScalingCase(kind.ToString(), service, startup, seed => TraceGenerator.Generate(kind, seed, service.Capacity));
    var settings = Enumerable.Range(1, seeds).Select(seed => item.Setting((ulong)seed)).ToList();
    Plane Run(Func<SimulationSetting, IScalingRule> make, out double oscillations)
    {
        var results = settings.AsParallel().AsOrdered().Select(setting => Simulator.Run(setting, make(setting))).ToList();
        oscillations = results.Average(result => (double)result.Oscillations);
        return new(Median(results.Select(result => result.Share)), Median(results.Select(result => result.GpuHours)));
    }
    InferenceOperator.Core.Scaling.ScalingState? warm = null;
    if (Environment.GetEnvironmentVariable("WARM") == "1")
    {
        var lesson = settings[0] with { Trace = TraceGenerator.Generate(TraceClass.SlowRamp, 99, service.Capacity), Seed = 77 };
        var teacher = new OperatorRule(lesson);
        Simulator.Run(lesson, teacher);
        warm = InferenceOperator.Core.Scaling.ScalingState.Empty with { Startup = teacher.State.Startup, Service = teacher.State.Service, Evidence = InferenceOperator.Core.Scaling.ServiceEvidence.Of(teacher.State.Service!, service.TargetSeconds) };
    }
    var ours = Run(setting => new OperatorRule(setting, learnt: warm), out var oscillations);
    var line = $"{item.Name,-28} ours {ours.Share * 100:0.00} % {ours.GpuHours:0.00} h osc {oscillations:0.0}";
    var oracle = Plane.Frontier(Rivals.Oracles(service).Select(make => Run(_ => make(), out var _)));
    var clair = Plane.Frontier(Rivals.Clairvoyants(service).Select(make => Run(_ => make(), out var _)));
    var loss = (Plane.ShareFor(oracle, ours.GpuHours) - ours.Share) * 100;
    if (kind is not (TraceClass.Constant or TraceClass.BrokenPeriod)) losses.Add(loss);
    if (Plane.HoursFor(oracle, ours.Share) is { } oh && kind is not (TraceClass.Constant or TraceClass.BrokenPeriod)) extra.Add(ours.GpuHours / oh - 1);
    line += $" | oracle@h {loss:+0.00;-0.00} h@share {Plane.HoursFor(oracle, ours.Share):0.00} | clair h {Plane.HoursFor(clair, ours.Share):0.00} |";
    if (full)
    {
        foreach (var name in saved.Keys)
        {
            var points = Rivals.Grid(name, service).Select(make => Run(_ => make(), out var _)).ToList();
            if (name != "keda on rate" && points.Any(point => point.Share > ours.Share && point.GpuHours < ours.GpuHours)) { dominated++; line += " DOMINATED"; }
            var frontier = Plane.Frontier(points);
            var hours = Plane.HoursFor(frontier, ours.Share);
            if (hours is { } h && kind is not (TraceClass.Constant or TraceClass.BrokenPeriod)) saved[name].Add(1 - ours.GpuHours / h);
            line += $" {name} {(hours is { } value ? $"{1 - ours.GpuHours / value:0.00}" : "never")}";
        }
    }
    Console.WriteLine(line);
}
Console.WriteLine($"dominated {dominated}");
Console.WriteLine($"extra hours over oracle median {Median(extra):0.000} of {extra.Count}");
Console.WriteLine($"oracle median loss {Median(losses):0.00} worst {losses.Max():0.00}");
foreach (var (name, list) in saved.Where(pair => pair.Value.Count > 0)) Console.WriteLine($"{name}: median saved {Median(list):0.000} of {list.Count}");
return 0;

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
