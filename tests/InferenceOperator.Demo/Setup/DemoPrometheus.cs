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

    /// <summary>The shipped configuration with two changes: pods are found through the kubeconfig, and scraped every second.</summary>
    private static string Configuration(string kubeconfig)
    {
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, "docs", "prometheus-scrape.yaml"));
        (string Shipped, string Changed)[] changes =
        [
            ("      - role: pod", $"      - role: pod\n        kubeconfig_file: {kubeconfig}"),
            ("scrape_interval: 5s", "scrape_interval: 1s"), ("scrape_timeout: 4s", "scrape_timeout: 1s"),
        ];
        foreach (var (shipped, changed) in changes)
        {
            if (!configuration.Contains(shipped, StringComparison.Ordinal)) throw new DemoFailedException($"docs/prometheus-scrape.yaml does not hold '{shipped.Trim()}'");
            configuration = configuration.Replace(shipped, changed, StringComparison.Ordinal);
        }

        return configuration;
    }
}
