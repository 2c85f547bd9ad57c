using System.Reflection;
using System.Text.RegularExpressions;
using InferenceOperator.Metrics;
using Prometheus;

namespace InferenceOperator.Tests.Metrics;

/// <summary>docs/metrics.md says all that the operator shows, and nothing else.</summary>
public sealed partial class DocumentedMetricsTests
{
    [Fact]
    public async Task The_page_lists_exactly_the_metrics_that_exist()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/metrics.md"));

        var documented = Rows().Matches(page).Select(row => (Name: row.Groups[1].Value, Type: row.Groups[2].Value));

        documented.Should().BeEquivalentTo([.. await LoopMetricsAsync(), .. RuntimeMetrics()]);
    }

    private static async Task<IEnumerable<(string Name, string Type)>> LoopMetricsAsync()
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        _ = new OperatorMetrics(registry);
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream);
        return Types().Matches(System.Text.Encoding.UTF8.GetString(stream.ToArray())).Select(line => (line.Groups[1].Value, line.Groups[2].Value)).ToList();
    }

    private static IEnumerable<(string Name, string Type)> RuntimeMetrics() => typeof(InferenceOperator.Kubernetes.OperatorMetrics)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null)).OfType<Collector>()
        .Select(metric => (metric.Name, metric.GetType().Name.ToLowerInvariant()));

    [GeneratedRegex(@"^\| `(inference_operator_\w+)` \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^# TYPE (\w+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();
}
