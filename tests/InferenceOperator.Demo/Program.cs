using System.CommandLine;
using InferenceOperator.Demo;
using InferenceOperator.Demo.Setup;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using InferenceOperator.LocalClusters.Tooling;

var keep = new Option<bool>("--keep") { Description = "Leave the cluster up at the end and print how to reach it." };
var output = new Option<string>("--output") { Description = "Where the figures go (JSON).", DefaultValueFactory = _ => Path.Combine("artifacts", "bench", "demo.json") };
var run = new Command("run", "Starts a cluster (or takes KUBECONFIG_UNDER_TEST), installs the operator and shows its loop in six steps.") { keep, output };
run.SetAction((parse, cancellationToken) => new DemoRun(TimeProvider.System).RunAsync(parse.GetValue(keep), parse.GetValue(output)!, cancellationToken));
var down = new Command("down", "Ends a cluster that 'run --keep' left up.");
down.SetAction((_, cancellationToken) => EnvironmentHolder.DownAsync(cancellationToken));
var hold = new Command("hold", "Starts the demo's cluster and holds it until SIGTERM; used by 'run --keep'.") { Hidden = true };
hold.SetAction((_, cancellationToken) => EnvironmentHolder.HoldAsync(cancellationToken));
var root = new RootCommand("The demo of InferenceOperator.") { run, down, hold };

// Signals cancel, and what was started is then removed in good order, which takes a while.
LastResort.LeaveSignalsToHost();
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2), EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (
    exception is DemoFailedException or ToolsUnavailableException or ProcessFailedException or CommandFailedException or RealNodeUnavailableException)
{
    Console.WriteLine($"demo: {exception.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.WriteLine("demo: cancelled");
    return 130;
}
