using System.CommandLine;
using InferenceServer.Conformance.Onnx;

var only = new Option<string>("--only") { Description = "Only cases whose names hold this.", DefaultValueFactory = _ => "" };
var onnx = new Command("onnx", "The ONNX project's backend tests, through the server by every way in.") { only };
onnx.SetAction(async (parse, _) =>
{
    var report = await OnnxConformance.RunAsync(parse.GetValue(only)!, new Progress<string>(Console.WriteLine));
    report.Write(Console.Out);
    return report.Failures.Count == 0 ? 0 : 1;
});
return await new RootCommand("What others expect of the server, and what it must withstand.") { onnx }.Parse(args).InvokeAsync();
