using System.CommandLine;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.CommandLine;

/// <summary><c>tools</c>: builds and fetches everything into the cache.</summary>
internal static class ToolsCommand
{
    private static readonly Option<bool> CustomResources = new("--crd-server")
    {
        Description = "Also build the server that proves CRDs on a current API machinery",
    };

    public static Command Create()
    {
        var command = new Command("tools", "Build and fetch the cluster's programs into the cache (Debian, root); at once when they are there")
        {
            CustomResources,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var progress = new ConsoleProgress();
            var tools = await Tools.EnsureAsync(progress, cancellationToken);
            progress.Report($"the tools are ready: {Path.GetDirectoryName(tools.ApiServer)}");
            if (parsed.GetValue(CustomResources)) progress.Report($"the CRD server is ready: {await Tools.EnsureCrdServerAsync(progress, cancellationToken)}");
        });
        return command;
    }
}
