using System.CommandLine;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using InferenceOperator.LocalClusters.Tooling;
using Spectre.Console;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary>The command line.</summary>
internal static class Commands
{
    /// <summary>Removing a real node takes a while; being killed in the middle would leave some of it.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string[] arguments)
    {
        LastResort.LeaveSignalsToHost();
        var root = new RootCommand("A local Kubernetes cluster for tests, demo and benchmarks")
        {
            ToolsCommand.Create(), UpCommand.Create(), DownCommand.Create(), KubeconfigCommand.Create(), StatusCommand.Create(),
            TestSummaryCommand.Create(), HelmPathCommand.Create(),
        };
        try
        {
            return await root.Parse(arguments).InvokeAsync(
                new InvocationConfiguration { ProcessTerminationTimeout = TerminationTimeout, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is ToolsUnavailableException or ProcessFailedException or CommandFailedException or RealNodeUnavailableException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("[yellow]cancelled[/]");
            return 130;
        }
    }
}
