using System.Globalization;
using System.Text.RegularExpressions;
using k8s;

namespace InferenceOperator.Benchmarks.Training.Live;

/// <summary>What the API server has done so far, by its own metrics: its processor time and the writes it was sent.</summary>
/// <param name="ProcessorSeconds">Processor time.</param>
/// <param name="Writes">Requests that write, and the seconds they took, by verb, resource and subresource, for instance <c>PATCH pods/status</c>.</param>
internal sealed partial record ApiServerWork(double ProcessorSeconds, IReadOnlyDictionary<string, (double Count, double Seconds)> Writes)
{
    /// <summary>Reads the metrics.</summary>
    /// <param name="client">A client with the right to read them.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The work since the server's start.</returns>
    public static async Task<ApiServerWork> ReadAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var kubernetes = (k8s.Kubernetes)client;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{kubernetes.BaseUri.ToString().TrimEnd('/')}/metrics"));
        if (kubernetes.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        using var response = await kubernetes.HttpClient.SendAsync(request, cancellationToken);
        var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
        var writes = Requests().Matches(text)
            .Select(match => (Metric: match.Groups[1].Value, Labels: Labels().Matches(match.Groups[2].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value), Value: Number(match.Groups[3].Value)))
            .Where(line => line.Labels["verb"] is "POST" or "PUT" or "PATCH" or "APPLY" or "DELETE")
            .GroupBy(line => $"{line.Labels["verb"]} {line.Labels["resource"]}{(line.Labels["subresource"].Length == 0 ? "" : $"/{line.Labels["subresource"]}")}")
            .ToDictionary(group => group.Key, group => (
                group.Where(line => line.Metric == "count").Sum(line => line.Value), group.Where(line => line.Metric == "sum").Sum(line => line.Value)));
        return new ApiServerWork(Number(ProcessorTime().Match(text).Groups[1].Value), writes);
    }

    /// <summary>What was done since, in words.</summary>
    /// <param name="before">An earlier reading.</param>
    /// <returns>For instance: API server 9.1 s of processor time, 1500 writes: 250 POST pods, …</returns>
    public string Since(ApiServerWork before)
    {
        var more = Writes.Select(pair => (pair.Key, pair.Value.Count, pair.Value.Seconds, Before: before.Writes.GetValueOrDefault(pair.Key)))
            .Select(line => (line.Key, Count: line.Count - line.Before.Count, Seconds: line.Seconds - line.Before.Seconds))
            .Where(line => line.Count > 4).OrderByDescending(line => line.Count).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"API server {ProcessorSeconds - before.ProcessorSeconds:0.0} s of processor time, {more.Sum(line => line.Count)} writes: ")
            + string.Join(", ", more.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Count} {line.Key} ({1000 * line.Seconds / line.Count:0} ms)")));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^apiserver_request_duration_seconds_(count|sum)\{([^}]*)\} (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Requests();

    [GeneratedRegex(@"(\w+)=""([^""]*)""")]
    private static partial Regex Labels();

    [GeneratedRegex(@"^process_cpu_seconds_total (\S+)$", RegexOptions.Multiline)]
    private static partial Regex ProcessorTime();
}
