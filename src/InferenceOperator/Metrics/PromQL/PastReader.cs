using System.Text.Json;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>Reads the answer to a range query: a matrix of one series. Seldom asked, so it may take its time.</summary>
internal static class PastReader
{
    private static readonly QueryError NotTheApi = new(QueryErrorKind.Unreachable, "the answer is not that of the Prometheus HTTP API");

    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The values, or why there are none; no series is no value.</returns>
    public static PastAnswer Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.GetProperty("status").GetString() != "success")
                return new PastAnswer([]) { Error = AnswerReader.ErrorOf(body) ?? NotTheApi };
            var series = document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToList();
            return series.Count > 1
                ? new PastAnswer([]) { Error = new QueryError(QueryErrorKind.Rejected, $"{series.Count} series where one should be") }
                : new PastAnswer([.. series.SelectMany(Values)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            return new PastAnswer([]) { Error = NotTheApi };
        }
    }

    private static IEnumerable<(DateTimeOffset At, double Value)> Values(JsonElement series) => !series.TryGetProperty("values", out var values) ? [] : values.EnumerateArray().Select(pair =>
        (DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(pair[0].GetDouble() * 1000)), ScalarPair.Number(pair[1].GetString()!)));
}
