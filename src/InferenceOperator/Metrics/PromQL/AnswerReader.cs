using System.Globalization;
using System.Text.Json;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>
/// Reads the JSON of Prometheus' HTTP API v1 (https://prometheus.io/docs/prometheus/latest/querying/api/). Whatever the bytes, it gives an
/// answer or an error: proxies answer with login pages, and values are strings that may say NaN or +Inf.
/// </summary>
internal static class AnswerReader
{
    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The answer.</returns>
    public static QueryAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return ReadRoot(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException
            or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            return QueryAnswer.Failed(QueryErrorKind.Unreachable, $"the answer is not that of the Prometheus HTTP API ({body.Length} bytes): is the address right?");
        }
    }

    private static QueryAnswer ReadRoot(JsonElement root)
    {
        var status = root.GetProperty("status").GetString();
        if (status != "success")
            return QueryAnswer.Failed(KindOf(Text(root, "errorType")), $"{Text(root, "errorType")}: {Text(root, "error")}");
        var data = root.GetProperty("data");
        var result = data.GetProperty("result");
        var type = data.GetProperty("resultType").GetString();
        return type switch
        {
            "vector" => new QueryAnswer { Samples = [.. result.EnumerateArray().Select(Series)], Warnings = Warnings(root) },
            "scalar" => new QueryAnswer { Samples = [Sample(new Dictionary<string, string>(), result)], Warnings = Warnings(root) },
            "matrix" => QueryAnswer.Failed(QueryErrorKind.Rejected, "the query gives a range of values: write one that gives a value at an instant, without a final [range]"),
            _ => QueryAnswer.Failed(QueryErrorKind.Rejected, $"the query gives a {type}: write one that gives a number"),
        };
    }

    private static MetricSample Series(JsonElement series)
    {
        var labels = series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "");

        // A native histogram has no single value: NaN is refused later with the query's name.
        return series.TryGetProperty("value", out var value)
            ? Sample(labels, value)
            : new MetricSample(labels, Time(series.GetProperty("histogram")[0]), double.NaN);
    }

    private static MetricSample Sample(Dictionary<string, string> labels, JsonElement pair) => new(labels, Time(pair[0]), Value(pair[1].GetString()));

    private static DateTimeOffset Time(JsonElement seconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(seconds.GetDecimal() * TimeSpan.TicksPerSecond));

    private static double Value(string? text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static IReadOnlyList<string> Warnings(JsonElement root) =>
        root.TryGetProperty("warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array
            ? [.. warnings.EnumerateArray().Select(warning => warning.ToString())]
            : [];

    // bad_data: the query is wrong; execution: it cannot be evaluated. Time-outs and the rest pass.
    private static QueryErrorKind KindOf(string errorType) => errorType is "bad_data" or "execution" ? QueryErrorKind.Rejected : QueryErrorKind.Unreachable;

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
