using System.CommandLine;
using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Benchmarks.Simulated;

var output = new Option<string>("--output") { Description = "Where the figures go (JSON).", DefaultValueFactory = _ => Path.Combine("artifacts", "bench", "scaling.json") };
var seeds = new Option<int>("--seeds") { Description = "Traces of each kind.", DefaultValueFactory = _ => 20 };
var only = new Option<string?>("--only") { Description = "Only cases whose name contains this." };
var scaling = new Command("scaling", "The scaling decision against rivals and bounds, simulated.") { seeds, only, output };
scaling.SetAction(parse =>
{
    var results = new ScalingBenchmark(parse.GetValue(seeds), parse.GetValue(only)).Run();
    BenchReport.Print(results);
    BenchReport.Save(parse.GetValue(output)!, results);
    return 0;
});
return await new RootCommand("The benchmarks of InferenceOperator.") { scaling }.Parse(args).InvokeAsync();
