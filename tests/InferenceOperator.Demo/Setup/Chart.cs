using System.Text.Json.Nodes;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Images;

namespace InferenceOperator.Demo.Setup;

/// <summary>The Helm chart of the product, installed and removed as an admin does it.</summary>
internal sealed class Chart(string helm, string kubeconfig)
{
    public const string Namespace = "inference-system";

    private const string Release = "inference-operator";

    /// <summary>Installs the chart and waits until the operator is available.</summary>
    public Task InstallAsync(Uri prometheus, CancellationToken cancellationToken) => HelmAsync(
        [
            "install", Release, Path.Combine(Repository.Root, "charts", "inference-operator"), "--namespace", Namespace, "--create-namespace",
            "--wait", "--timeout", "90s",
            .. Values(prometheus).SelectMany(value => new[] { "--set", value }),
        ],
        cancellationToken);

    public Task UninstallAsync(CancellationToken cancellationToken) =>
        HelmAsync(["uninstall", Release, "--namespace", Namespace, "--wait", "--timeout", "60s"], cancellationToken);

    private static string[] Values(Uri prometheus)
    {
        var (operatorName, operatorTag) = Split(Environment.GetEnvironmentVariable("DEMO_OPERATOR_IMAGE") ?? ImageCatalog.Operator);
        var (serverName, serverTag) = Split(Environment.GetEnvironmentVariable("DEMO_SERVER_IMAGE") ?? ImageCatalog.Server);
        return
        [
            $"image.repository={operatorName}", $"image.tag={operatorTag}", $"serverImage.repository={serverName}", $"serverImage.tag={serverTag}",
            $"prometheus.url={prometheus.ToString().TrimEnd('/')}", $"interval={DemoCluster.IntervalSeconds}s", $"prometheus.rateWindow={DemoCluster.RateWindowSeconds}s", "prometheus.scrapeInterval=1s",
        ];
    }

    private static (string Name, string Tag) Split(string image) => image.LastIndexOf(':') is var colon and > 0 ? (image[..colon], image[(colon + 1)..]) : (image, "latest");

    private Task<CommandResult> HelmAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        CommandRunner.RunAsync(helm, ["--kubeconfig", kubeconfig, .. arguments], cancellationToken: cancellationToken);
}
