using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Tests.Charts;
using InferenceOperator.Tests.ModelDeployments;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Tests.Metrics;

/// <summary>The two documented ways of scraping set the labels that the queries group by, at the pace that the operator assumes.</summary>
public sealed class ScrapeConfigurationTests
{
    [Fact]
    public void The_scrape_job_sets_the_labels_from_what_the_pods_carry()
    {
        var job = Read("docs/prometheus-scrape.yaml").Items("scrape_configs").Should().ContainSingle().Subject;

        var targets = job.Items("relabel_configs").Where(rule => rule.Text("target_label").Length > 0)
            .ToDictionary(rule => rule.Text("target_label"), rule => rule.Items("source_labels").First().ToString());
        targets.Should().Contain(SeriesLabels.Namespace, "__meta_kubernetes_namespace")
            .And.Contain(SeriesLabels.Pod, "__meta_kubernetes_pod_name")
            .And.Contain(SeriesLabels.Model, "__meta_kubernetes_pod_label_" + AsPrometheusSpells(Labels.Model));
        job.Text("scrape_interval").Should().Be(Interval);
    }

    [Fact]
    public void The_scrape_job_keeps_the_pods_of_models_alone()
    {
        var keep = Read("docs/prometheus-scrape.yaml").Items("scrape_configs").Single().Items("relabel_configs").Single(rule => rule.Text("action") == "keep");

        keep.Items("source_labels").First().ToString().Should().Be("__meta_kubernetes_pod_label_" + AsPrometheusSpells(Labels.ManagedBy));
        keep.Text("regex").Should().StartWith(Labels.Manager + ";");
    }

    [Fact]
    public void The_PodMonitor_selects_and_labels_the_pods_of_models()
    {
        var spec = Read("docs/prometheus-podmonitor.yaml").At("spec")!;

        spec.Text("selector", "matchLabels", Labels.ManagedBy).Should().Be(Labels.Manager);
        spec.Items("podTargetLabels").Select(label => AsPrometheusSpells(label.ToString())).Should().Contain(SeriesLabels.Model);
        spec.Items("podMetricsEndpoints").Single().Text("interval").Should().Be(Interval);
    }

    [Theory]
    [InlineData("docs/prometheus-scrape.yaml", "http", 8080)]
    [InlineData("docs/prometheus-scrape.yaml", "http,grpc,metrics", 8002)]
    [InlineData("docs/prometheus-scrape.yaml", "rest,grpc", 8000)]
    [InlineData("docs/prometheus-podmonitor.yaml", "http", 8080)]
    [InlineData("docs/prometheus-podmonitor.yaml", "http,grpc,metrics", 8002)]
    [InlineData("docs/prometheus-podmonitor.yaml", "rest,grpc", 8000)]
    public void A_pod_is_scraped_once_on_the_port_that_shows_metrics(string file, string ports, int scraped)
    {
        var pod = PodTemplateBuilder.Build(Given.Inputs(runtime: runtime => runtime.Ports = ports == "http"
            ? [new RuntimePort()]
            : [.. ports.Split(',').Select((name, i) => new RuntimePort { Name = name, ContainerPort = 8000 + i })]));

        var targets = Targets(file, pod);

        // Prometheus takes targets with the same address and labels for one.
        targets.Select(target => target["__address__"] + target.GetValueOrDefault("__metrics_path__", "/metrics")).Distinct()
            .Should().Equal($"10.0.0.1:{scraped}/metrics");
    }

    [Theory]
    [InlineData("docs/prometheus-scrape.yaml", "--tls-cert=/tls/tls.crt", "https")]
    [InlineData("docs/prometheus-podmonitor.yaml", "--tls-cert=/tls/tls.crt", "https")]
    [InlineData("docs/prometheus-scrape.yaml", "--max-batch=8", null)]
    [InlineData("docs/prometheus-podmonitor.yaml", "--max-batch=8", null)]
    public void A_server_with_a_certificate_is_scraped_by_HTTPS(string file, string argument, string? scheme)
    {
        var pod = PodTemplateBuilder.Build(Given.Inputs(runtime: runtime => runtime.Args = [argument]));

        Targets(file, pod).Select(target => target.GetValueOrDefault("__scheme__")).Distinct().Should().Equal(scheme);
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Targets(string file, V1PodTemplateSpec pod)
    {
        var document = Read(file);
        var endpoint = (document.Items("scrape_configs").SingleOrDefault() ?? document.At("spec")!.Items("podMetricsEndpoints").Single())!;
        return DiscoveredTargets.Of(pod)
            .Where(target => endpoint.Text("port") is "" || endpoint.Text("port") == target.GetValueOrDefault("__meta_kubernetes_pod_container_port_name"))
            .Select(target => Relabelling.Apply(endpoint, target)).OfType<IReadOnlyDictionary<string, string>>();
    }

    private static string Interval => $"{new PrometheusOptions().ScrapeInterval.TotalSeconds}s";

    private static string AsPrometheusSpells(string label) => label.Replace('.', '_').Replace('/', '_').Replace('-', '_');

    private static YamlMappingNode Read(string path) => Chart.Read(File.ReadAllText(Repository.PathOf(path))).Single();
}
