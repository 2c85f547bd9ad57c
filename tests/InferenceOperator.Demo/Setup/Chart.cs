using System.Globalization;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Images;
using k8s;

namespace InferenceOperator.Demo.Setup;

/// <summary>The Helm chart of the product, installed and removed as an admin does it.</summary>
internal sealed class Chart(string helm, string kubeconfig, IKubernetes client)
{
    public const string Namespace = "inference-system";

    public const string Release = "inference-operator";

    /// <summary>Installs the chart and waits until the operator is available.</summary>
    public async Task InstallAsync(Uri prometheus, CancellationToken cancellationToken) => await HelmAsync(
        [
            "install", Release, Path.Combine(Repository.Root, "charts", "inference-operator"), "--namespace", Namespace, "--create-namespace",
            "--wait", "--timeout", "90s", .. await ApplyFlagsAsync(cancellationToken),
            .. Values(prometheus).SelectMany(value => new[] { "--set", value }),
        ],
        cancellationToken);

    public Task UninstallAsync(CancellationToken cancellationToken) =>
        HelmAsync(["uninstall", Release, "--namespace", Namespace, "--wait", "--timeout", "60s"], cancellationToken);

    // Helm 4 applies on the server's side, and an API server that does not know CEL rules in CRDs then refuses them instead of dropping them.
    private async Task<string[]> ApplyFlagsAsync(CancellationToken cancellationToken)
    {
        var version = await client.Version.GetCodeAsync(cancellationToken);
        var minor = int.Parse(version.Minor.TrimEnd('+'), CultureInfo.InvariantCulture);
        return version.Major == "1" && minor < 25 ? ["--server-side=false"] : [];
    }

    private static string[] Values(Uri prometheus)
    {
        var (operatorName, operatorTag) = Split(Environment.GetEnvironmentVariable("DEMO_OPERATOR_IMAGE") ?? ImageCatalog.Operator);
        var (serverName, serverTag) = Split(Environment.GetEnvironmentVariable("DEMO_SERVER_IMAGE") ?? ImageCatalog.Server);
        return
        [
            $"image.repository={operatorName}", $"image.tag={operatorTag}", $"server.image.repository={serverName}", $"server.image.tag={serverTag}",
            $"prometheus.url={prometheus.ToString().TrimEnd('/')}", "jsonLogs=false", $"scaling.interval={DemoCluster.IntervalSeconds}s", $"prometheus.rateWindow={DemoCluster.RateWindowSeconds}s", "prometheus.scrapeInterval=1s",
        ];
    }

    private static (string Name, string Tag) Split(string image) => image.LastIndexOf(':') is var colon and > 0 ? (image[..colon], image[(colon + 1)..]) : (image, "latest");

    private Task<CommandResult> HelmAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        CommandRunner.RunAsync(helm, ["--kubeconfig", kubeconfig, .. arguments], cancellationToken: cancellationToken);
}
