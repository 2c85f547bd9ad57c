using System.Text.Json;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>The fields of an answer of the HTTP API, in whatever order they come; unknown ones are skipped.</summary>
internal sealed class AnswerEnvelope
{
    private readonly List<string> _warnings = [];

    /// <summary><c>success</c> or <c>error</c>.</summary>
    public string? Status { get; private set; }

    /// <summary>Type of the error; null on success.</summary>
    public string? ErrorType { get; private set; }

    /// <summary>The error's text; null on success.</summary>
    public string? Error { get; private set; }

    /// <summary>Type of the result: vector, scalar, matrix or string.</summary>
    public string? ResultType { get; private set; }

    /// <summary>The series of a vector; null when the result is none.</summary>
    public IReadOnlyList<MetricSample>? Series { get; private set; }

    /// <summary>The pair of a scalar or string; null when the result is none.</summary>
    public ScalarPair? Scalar { get; private set; }

    /// <summary>VictoriaMetrics: some of the storage nodes did not answer.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Warnings.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Reads the body.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <returns>The envelope.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is not the API's; further exceptions of number parsing likewise.</exception>
    public static AnswerEnvelope Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Next(JsonTokenType.StartObject);
        var envelope = new AnswerEnvelope();
        while (reader.NextProperty())
            envelope.ReadRoot(ref reader);
        return reader.Read() ? throw new FormatException("more than one value") : envelope;
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("status"u8))
            Status = reader.NextText();
        else if (reader.ValueTextEquals("errorType"u8))
            ErrorType = reader.NextText();
        else if (reader.ValueTextEquals("error"u8))
            Error = reader.NextText();
        else if (reader.ValueTextEquals("isPartial"u8))
            IsPartial = reader.Read() && reader.TokenType == JsonTokenType.True;
        else if (reader.ValueTextEquals("warnings"u8))
            ReadWarnings(ref reader);
        else if (reader.ValueTextEquals("data"u8))
            ReadData(ref reader);
        else
            reader.SkipNext();
    }

    private void ReadData(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("data is no object");
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("resultType"u8))
                ResultType = reader.NextText();
            else if (reader.ValueTextEquals("warnings"u8))
                ReadWarnings(ref reader);
            else if (reader.ValueTextEquals("result"u8))
                ReadResult(ref reader);
            else
                reader.SkipNext();
        }
    }

    private void ReadResult(ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.StartArray);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            Scalar = ScalarPair.Rest(ref reader);
        else
            Series = new SeriesReader().Rest(ref reader);
    }

    private void ReadWarnings(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
                _warnings.Add(reader.GetString()!);
            else
                reader.Skip();
        }
    }
}
