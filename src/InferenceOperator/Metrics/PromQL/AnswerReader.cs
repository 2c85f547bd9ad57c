using System.Text.Json;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>
/// Reads the JSON of Prometheus' HTTP API v1 (https://prometheus.io/docs/prometheus/latest/querying/api/) and of those who speak it with an
/// accent: Thanos puts warnings into <c>data</c>, VictoriaMetrics says <c>isPartial</c> and writes the HTTP status as the error's type.
/// Whatever the bytes, it gives an answer or an error: proxies answer with login pages, and values are strings that may say NaN or +Inf.
/// </summary>
internal static class AnswerReader
{
    private const int LongestMessage = 400;

    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The answer.</returns>
    public static QueryAnswer Read(ReadOnlyMemory<byte> body) => TryRead(body)
        ?? QueryAnswer.Failed(QueryErrorKind.Unreachable, $"the answer is not that of the Prometheus HTTP API ({body.Length} bytes): is the address right?");

    /// <summary>What an answer with a failure's status says of it.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The error; null when the body is no answer of the API.</returns>
    public static QueryError? ErrorOf(ReadOnlyMemory<byte> body) => TryRead(body)?.Error;

    private static QueryAnswer? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            var envelope = AnswerEnvelope.Read(body.Span);
            return envelope.Status == "success" ? Answer(envelope) : Failure(envelope);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            // What it is, the caller says.
            return null;
        }
    }

    private static QueryAnswer Failure(AnswerEnvelope envelope) => envelope.Status == "error"
        ? QueryAnswer.Failed(KindOf(envelope.ErrorType), $"{envelope.ErrorType}: {Shortened(envelope.Error)}")
        : throw new FormatException("no status");

    private static QueryAnswer Answer(AnswerEnvelope envelope) => envelope.ResultType switch
    {
        "vector" when envelope.Series is { } series => new QueryAnswer { Samples = series, Warnings = Warnings(envelope) },
        "scalar" when envelope.Scalar is { } scalar => new QueryAnswer { Samples = [scalar.Sample()], Warnings = Warnings(envelope) },
        "matrix" => QueryAnswer.Failed(QueryErrorKind.Rejected, "the query gives a range of values: write one that gives a value at an instant, without a final [range]"),
        "vector" or "scalar" or null => throw new FormatException("no result"),
        var type => QueryAnswer.Failed(QueryErrorKind.Rejected, $"the query gives a {type}: write one that gives a number"),
    };

    // Until 2.54 Prometheus put its remarks on naming and the like among the warnings; they say nothing of what the answer lacks.
    private static IReadOnlyList<string> Warnings(AnswerEnvelope envelope)
    {
        var lacks = envelope.Warnings.Where(warning => !warning.StartsWith("PromQL info:", StringComparison.Ordinal)).Select(Shortened);
        return [.. envelope.IsPartial ? lacks.Prepend("some storage nodes did not answer") : lacks];
    }

    // bad_data: the query is wrong; execution: it cannot be evaluated. Time-outs and the rest pass.
    private static QueryErrorKind KindOf(string? errorType) =>
        errorType is "bad_data" or "execution" or "400" or "422" ? QueryErrorKind.Rejected : QueryErrorKind.Unreachable;

    // VictoriaMetrics repeats the query before the reason; a joined query is long, and statuses are for reading.
    private static string Shortened(string? message) => message switch
    {
        null => "",
        { Length: > LongestMessage } => $"{message[..120]} … {message[^(LongestMessage - 120)..]}",
        _ => message,
    };
}
