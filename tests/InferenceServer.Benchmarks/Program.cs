using System.CommandLine;
using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Benchmarks;

var output = new Option<string>("--output") { Description = "Where the figures go (JSON).", DefaultValueFactory = _ => Path.Combine("artifacts", "bench", "server.json") };
var rounds = new Option<int>("--rounds") { Description = "Rounds; each measures the server and what it is compared with.", DefaultValueFactory = _ => 9 };
var server = new Command("server", "The model server against ONNX Runtime run in process. Start it on one core (taskset); the server takes core 0.") { rounds, output };
server.SetAction(parse =>
{
    Report(new ServerBenchmark(parse.GetValue(rounds)).Run(), parse.GetValue(output)!);
    return 0;
});

var node = new Command("node", "The model server against onnxruntime-node behind fastify. Start it on one core (taskset); both take core 0.") { rounds, output };
node.SetAction(parse =>
{
    Report(NodeBenchmark.Measure(parse.GetValue(rounds)), parse.GetValue(output)!);
    return 0;
});

var requests = new Option<int>("--requests") { Description = "Requests.", DefaultValueFactory = _ => 1_000_000 };
var cycles = new Option<int>("--cycles") { Description = "Times that a model is loaded and unloaded.", DefaultValueFactory = _ => 1000 };
var soak = new Command("soak", "The model server's memory over many requests, and over many loads and unloads.") { requests, cycles, output };
soak.SetAction(parse =>
{
    Report(new SoakBenchmark(parse.GetValue(requests), parse.GetValue(cycles)).Run(), parse.GetValue(output)!);
    return 0;
});

var port = new Argument<int>("port");
var sink = new Command("sink", "Takes bytes and says so: what sending them costs without a server.") { port };
sink.SetAction(parse => BareSink.Serve(parse.GetValue(port)));
return await new RootCommand("The benchmarks of InferenceServer.") { server, node, soak, sink }.Parse(args).InvokeAsync();

static void Report(IReadOnlyList<BenchResult> results, string output)
{
    BenchReport.Print(results);
    BenchReport.Save(output, results);
}
