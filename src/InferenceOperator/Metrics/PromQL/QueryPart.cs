namespace InferenceOperator.Metrics.PromQL;

/// <summary>A query that is asked together with others.</summary>
/// <param name="Group">What it belongs to: when one of a group is refused, all of it is asked apart from the others.</param>
/// <param name="Name">Tells its series from those of the others; plain letters, digits, dashes and slashes.</param>
/// <param name="Query">The PromQL; its result must be aggregated to the labels that are wanted.</param>
internal sealed record QueryPart(string Group, string Name, string Query)
{
    /// <summary>Nice to know: while its group is asked apart, it is left out.</summary>
    public bool Optional { get; init; }
}
