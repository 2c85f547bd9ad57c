using System.CommandLine;
using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Benchmarks;

var output = new Option<string>("--output") { Description = "Where the figures go (JSON).", DefaultValueFactory = _ => Path.Combine("artifacts", "bench", "server.json") };
var rounds = new Option<int>("--rounds") { Description = "Rounds; each measures the server and what it is compared with.", DefaultValueFactory = _ => 9 };
var server = new Command("server", "The model server against ONNX Runtime run in process. Start it on one core (taskset); the server takes core 0.") { rounds, output };
server.SetAction(parse =>
{
    var results = new ServerBenchmark(parse.GetValue(rounds)).Run();
    BenchReport.Print(results);
    BenchReport.Save(parse.GetValue(output)!, results);
    return 0;
});

var port = new Argument<int>("port");
var sink = new Command("sink", "Takes bytes and says so: what sending them costs without a server.") { port };
sink.SetAction(parse => BareSink.Serve(parse.GetValue(port)));
return await new RootCommand("The benchmarks of InferenceServer.") { server, sink }.Parse(args).InvokeAsync();
