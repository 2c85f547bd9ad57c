using System.Text.RegularExpressions;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>PromQL that a user wrote, with places for the model's name and percentile.</summary>
public static partial class QueryTemplate
{
    /// <summary>Fills in {{namespace}}, {{name}} and {{percentile}} (0 to 1: what histogram_quantile takes). One pass: a value is never filled in again.</summary>
    /// <param name="template">The PromQL; names go between quotes: <c>{namespace="{{namespace}}"}</c>.</param>
    /// <param name="namespaceName">The model's namespace.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="percentile">The objective's percentile, 50 to 99.</param>
    /// <returns>The query.</returns>
    public static string Fill(string template, string namespaceName, string name, int percentile) =>
        Place().Replace(template, match => match.Groups[1].Value switch
        {
            "namespace" => PromLiteral.Escape(namespaceName),
            "name" => PromLiteral.Escape(name),
            _ => PromLiteral.Quantile(percentile),
        });

    [GeneratedRegex(@"\{\{\s*(namespace|name|percentile)\s*\}\}")]
    private static partial Regex Place();
}
