using System.Globalization;
using System.Text.Json.Nodes;

namespace InferenceOperator.Demo.Setup;

/// <summary>Asks Prometheus what the operator asks it: the p95 of a model's requests.</summary>
internal sealed class PrometheusReader(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The latency, or null when there is none (no requests, no series).</summary>
    public async Task<TimeSpan?> LatencyAsync(string namespaceName, string model, int windowSeconds, CancellationToken cancellationToken)
    {
        var query = $$"""histogram_quantile(0.95, sum by (le) (rate(inference_request_duration_seconds_bucket{namespace="{{namespaceName}}",inferenceoperator_io_model="{{model}}"}[{{windowSeconds}}s])))""";
        var answer = JsonNode.Parse(await _http.GetStringAsync($"api/v1/query?query={Uri.EscapeDataString(query)}", cancellationToken));
        var value = answer?["data"]?["result"]?.AsArray().FirstOrDefault()?["value"]?[1]?.GetValue<string>();
        return double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }

    public void Dispose() => _http.Dispose();
}
