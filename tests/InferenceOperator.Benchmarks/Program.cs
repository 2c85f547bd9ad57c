using System.CommandLine;
using InferenceOperator.Benchmarks.Cluster;
using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Benchmarks.Simulated;
using InferenceOperator.Benchmarks.Training.Live;
using InferenceOperator.Benchmarks.Training.Plan;
using InferenceOperator.Benchmarks.Training.Simulated;

var output = new Option<string>("--output") { Description = "Where the figures go (JSON).", DefaultValueFactory = _ => Path.Combine("artifacts", "bench", "scaling.json") };
var seeds = new Option<int>("--seeds") { Description = "Traces of each kind.", DefaultValueFactory = _ => 20 };
var only = new Option<string?>("--only") { Description = "Only cases whose name contains this." };
var scaling = new Command("scaling", "The scaling decision against rivals and bounds, simulated.") { seeds, only, output };
scaling.SetAction(parse => Report(parse.GetValue(output)!, new ScalingBenchmark(parse.GetValue(seeds), parse.GetValue(only)).Run()));

var part = new Option<string?>("--part") { Description = "Only one part: passes or cluster." };
part.AcceptOnlyFromAmong("passes", "cluster");
var live = new Command("scaling-live", "The scaling loop on a real control plane, with a real Prometheus.") { part, output };
live.SetAction(async (parse, cancellationToken) => Report(parse.GetValue(output)!, await LiveBenchmark.RunAsync(parse.GetValue(part), cancellationToken)));

var trainingOutput = new Option<string>("--output") { Description = "Where the figures go (JSON).", DefaultValueFactory = _ => Path.Combine("artifacts", "bench", "training.json") };
var trainingSeeds = new Option<int>("--seeds") { Description = "Loads and jobs of each case.", DefaultValueFactory = _ => 4 };
var training = new Command("training", "Inference and training on one cluster against rivals, simulated.") { trainingSeeds, only, trainingOutput };
training.SetAction(parse => Report(parse.GetValue(trainingOutput)!, new TrainingBenchmark(parse.GetValue(trainingSeeds), parse.GetValue(only)).Run()));

var plan = new Command("training-plan", "How long a capacity plan takes.") { only, trainingOutput };
plan.SetAction(parse => Report(parse.GetValue(trainingOutput)!, PlanBenchmark.Run(parse.GetValue(only))));

var nodes = new Option<int>("--nodes") { Description = "Nodes of eight GPUs.", DefaultValueFactory = _ => 500 };
var trainingLive = new Command("training-live", "GPUs taken from training on a real control plane, beside kube-scheduler's preemption.") { nodes, trainingOutput };
trainingLive.SetAction(async (parse, cancellationToken) => Report(parse.GetValue(trainingOutput)!, await TrainingLiveBenchmark.RunAsync(parse.GetValue(nodes), cancellationToken)));
return await new RootCommand("The benchmarks of InferenceOperator.") { scaling, live, training, plan, trainingLive }.Parse(args).InvokeAsync();

static int Report(string path, IReadOnlyList<BenchResult> results)
{
    BenchReport.Print(results);
    BenchReport.Save(path, results);
    return 0;
}
