using System.Net;
using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.Demo.Setup;

/// <summary>The real Prometheus with the scrape configuration that the docs ship.</summary>
/// <param name="Process">The program, not started.</param>
/// <param name="Address">Where it will answer.</param>
internal sealed record DemoPrometheus(ManagedProcess Process, Uri Address)
{
    /// <summary>Where <see cref="PodDiscovery"/> writes the pods.</summary>
    public static string PodsFile(LocalCluster cluster) => cluster.Folder.Combine("pods.json");

    public static DemoPrometheus Create(ToolPaths tools, LocalCluster cluster, IPAddress address)
    {
        var uri = new Uri($"http://{address}:9090/");
        var configuration = cluster.Folder.Combine("prometheus.yaml");
        File.WriteAllText(configuration, Configuration(PodsFile(cluster)));
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

    /// <summary>The shipped configuration with two changes: <see cref="PodDiscovery"/> finds the pods, and they are scraped every second.</summary>
    private static string Configuration(string pods)
    {
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, "docs", "prometheus-scrape.yaml"));
        (string Shipped, string Changed)[] changes =
        [
            ("kubernetes_sd_configs:", "file_sd_configs:"), ("- role: pod", $"- files: [{pods}]"),
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
