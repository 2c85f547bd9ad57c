using System.Globalization;
using System.Text;
using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics = Prometheus.Metrics;

namespace InferenceOperator.IntegrationTests;

/// <summary>What the operator does, seen through its own metrics; they count for all operators that this process ran.</summary>
internal static class OperatorMetricsReader
{
    /// <summary>Writes to the API server so far.</summary>
    public static double Writes() => Sum("inference_operator_kube_requests_total", line => !line.Contains("method=\"GET\"", StringComparison.Ordinal));

    /// <summary>Asks for reconciles of a model, one after another, and waits for each.</summary>
    public static async Task ReconcileModelAsync(this OperatorHarness harness, string name, int times)
    {
        var queue = harness.Services.GetRequiredService<IRequestQueue<ModelDeployment>>();
        for (var i = 0; i < times; i++)
        {
            var before = Reconciles();
            queue.Enqueue(new ObjectKey(harness.Namespace, name));
            await Eventually.GetAsync(() => Task.FromResult(Reconciles()), now => now > before);
        }
    }

    /// <summary>Asks for reconciles until several in a row wrote nothing.</summary>
    public static Task SettleModelAsync(this OperatorHarness harness, string name) => Eventually.GetAsync(
        async () =>
        {
            var before = Writes();
            await harness.ReconcileModelAsync(name, 5);
            return Writes() - before;
        },
        writes => writes == 0);

    private static double Reconciles() => Sum("inference_operator_reconcile_duration_seconds_count", line => line.Contains("ModelDeployment", StringComparison.Ordinal));

    private static double Sum(string name, Func<string, bool> wanted)
    {
        using var stream = new MemoryStream();
        PrometheusMetrics.DefaultRegistry.CollectAndExportAsTextAsync(stream).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && wanted(line))
            .Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
    }
}
