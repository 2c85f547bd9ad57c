using System.CommandLine;
using InferenceServer.Conformance.Fuzzing;
using InferenceServer.Conformance.Onnx;

var only = new Option<string>("--only") { Description = "Only cases whose names hold this.", DefaultValueFactory = _ => "" };
var onnx = new Command("onnx", "The ONNX project's backend tests, through the server by every way in.") { only };
onnx.SetAction(async (parse, _) =>
{
    var report = await OnnxConformance.RunAsync(parse.GetValue(only)!, new Progress<string>(Console.WriteLine));
    report.Write(Console.Out);
    return report.Failures.Count == 0 ? 0 : 1;
});

var count = new Option<long>("--count") { Description = "Requests to send.", DefaultValueFactory = _ => 1_000_000 };
var seed = new Option<long>("--seed") { Description = "Another seed, other requests.", DefaultValueFactory = _ => 1 };
var one = new Option<long?>("--only") { Description = "One request alone, by its number." };
var fuzz = new Command("fuzz", "Broken requests by REST and gRPC; fails on a crash, a hang, or an answer that is the server's failure.") { count, seed, one };
fuzz.SetAction(async (parse, _) =>
{
    var report = await Fuzzer.RunAsync(parse.GetValue(seed), parse.GetValue(count), parse.GetValue(one), Console.WriteLine);
    report.Write(Console.Out);
    return report.Failures.Count == 0 ? 0 : 1;
});
return await new RootCommand("What others expect of the server, and what it must withstand.") { onnx, fuzz }.Parse(args).InvokeAsync();
