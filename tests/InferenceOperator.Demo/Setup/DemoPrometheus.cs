using System.Net;
using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.Demo.Setup;

/// <summary>The real Prometheus with the scrape configuration that the docs ship, finding pods through the kubeconfig.</summary>
/// <param name="Process">The program, not started.</param>
/// <param name="Address">Where it will answer.</param>
internal sealed record DemoPrometheus(ManagedProcess Process, Uri Address)
{
    private const string InClusterDiscovery = "- role: pod";

    public static DemoPrometheus Create(ToolPaths tools, LocalCluster cluster, IPAddress address)
    {
        var uri = new Uri($"http://{address}:9090/");
        var configuration = cluster.Folder.Combine("prometheus.yaml");
        File.WriteAllText(configuration, Configuration(cluster.Kubeconfig));
        var spec = new ProcessSpec("prometheus", ToolPaths.Require(tools.Prometheus, "prometheus"),
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={cluster.Folder.Combine("prometheus")}",
            $"--web.listen-address={address}:{uri.Port}", "--log.level=warn",
        ])
        {
            LogFile = cluster.Folder.Combine("prometheus.log"),
            WorkingDirectory = cluster.Folder.Path,
            Ready = async cancellationToken =>
            {
                using var http = new HttpClient();
                using var response = await http.GetAsync(new Uri(uri, "-/ready"), cancellationToken);
                return response.IsSuccessStatusCode;
            },
        };
        return new DemoPrometheus(new ManagedProcess(spec), uri);
    }

    private static string Configuration(string kubeconfig)
    {
        var shipped = File.ReadAllText(Path.Combine(Repository.Root, "docs", "prometheus-scrape.yaml"));
        if (!shipped.Contains(InClusterDiscovery, StringComparison.Ordinal))
            throw new DemoFailedException($"docs/prometheus-scrape.yaml does not hold '{InClusterDiscovery}', where the kubeconfig is added");
        var line = shipped.Split('\n').First(line => line.Contains(InClusterDiscovery, StringComparison.Ordinal));
        var indent = new string(' ', line.IndexOf('-', StringComparison.Ordinal) + 2);
        return "global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\n" + shipped.Replace(line, $"{line}\n{indent}kubeconfig_file: {kubeconfig}", StringComparison.Ordinal);
    }
}
