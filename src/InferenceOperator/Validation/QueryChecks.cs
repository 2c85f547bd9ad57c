using System.Text.RegularExpressions;
using InferenceOperator.Api;

namespace InferenceOperator.Validation;

/// <summary>Checks PromQL templates.</summary>
internal static partial class QueryChecks
{
    private const string PlaceholderMessage = "use the placeholders {{namespace}}, {{name}} and {{percentile}} alone";

    private static readonly HashSet<string> Placeholders = ["namespace", "name", "percentile"];

    /// <summary>Adds what is wrong.</summary>
    public static void Check(MetricQueries? queries, string path, Violations violations)
    {
        if (queries is null)
            return;
        Check(queries.Latency, $"{path}.latency", violations);
        Check(queries.Rate, $"{path}.rate", violations);
        Check(queries.InFlight, $"{path}.inFlight", violations);
    }

    private static void Check(string? query, string path, Violations violations)
    {
        foreach (Match placeholder in Placeholder().Matches(query ?? ""))
            violations.Require(Placeholders.Contains(placeholder.Groups[1].Value), path, PlaceholderMessage, placeholder.Value);
    }

    [GeneratedRegex(@"\{\{\s*([^{}]*?)\s*\}\}")]
    private static partial Regex Placeholder();
}
