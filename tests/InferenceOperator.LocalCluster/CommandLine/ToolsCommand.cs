using System.CommandLine;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>tools</c>: builds and fetches everything into the cache.</summary>
internal static class ToolsCommand
{
    public static Command Create()
    {
        var command = new Command("tools", "Build and fetch the cluster's programs into the cache (Debian, root); at once when they are there");
        command.SetAction(async (_, cancellationToken) =>
        {
            var progress = new ConsoleProgress();
            var tools = await Tools.EnsureAsync(progress, cancellationToken);
            progress.Report($"the tools are ready: {Path.GetDirectoryName(tools.ApiServer)}");
        });
        return command;
    }
}
