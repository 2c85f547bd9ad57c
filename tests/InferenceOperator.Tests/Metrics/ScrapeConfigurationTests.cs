using InferenceOperator.Api;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.Presets;
using InferenceOperator.Tests.Charts;
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

    private static string Interval => $"{new PrometheusOptions().ScrapeInterval.TotalSeconds}s";

    private static string AsPrometheusSpells(string label) => label.Replace('.', '_').Replace('/', '_').Replace('-', '_');

    private static YamlMappingNode Read(string path) => Chart.Read(File.ReadAllText(Repository.PathOf(path))).Single();
}
