using System.CommandLine;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary>The command line: <c>tools</c>, ...</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        LastResort.LeaveSignalsToHost();
        var root = new RootCommand("A local Kubernetes cluster for tests, demo and benchmarks");
        root.Subcommands.Add(ToolsCommand.Create());
        return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }
}
