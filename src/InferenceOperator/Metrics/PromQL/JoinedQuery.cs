namespace InferenceOperator.Metrics.PromQL;

/// <summary>
/// Several queries in one, whose series say in a label which query they are of. <c>or</c> keeps what has other labels than all before it, so
/// the label keeps the parts apart. Parts are aggregations: a label of that name that users' series carry is gone before it is set.
/// </summary>
internal static class JoinedQuery
{
    /// <summary>The label that says which query a series is of.</summary>
    public const string Label = "inferenceoperator_signal";

    /// <summary>Joins, in halves: a long chain of <c>or</c> would carry the first query's series through all of them.</summary>
    /// <param name="parts">The queries, at least one.</param>
    /// <returns>The query.</returns>
    public static string Of(IReadOnlyList<QueryPart> parts) => Of([.. parts.Select(Labelled)], 0, parts.Count);

    /// <summary>Takes an answer apart.</summary>
    /// <param name="parts">The queries that were joined.</param>
    /// <param name="answer">The answer to all.</param>
    /// <returns>The answer to each, by the query's name; a warning or an error is everybody's.</returns>
    public static IEnumerable<KeyValuePair<string, QueryAnswer>> Split(IReadOnlyList<QueryPart> parts, QueryAnswer answer)
    {
        var samples = parts.ToDictionary(part => part.Name, _ => new List<MetricSample>());
        foreach (var sample in answer.Samples)
        {
            if (samples.TryGetValue(sample.Label(Label), out var own))
                own.Add(sample);
        }

        return samples.Select(pair => KeyValuePair.Create(pair.Key, answer with { Samples = pair.Value }));
    }

    private static string Labelled(QueryPart part) => $"label_replace({part.Query}, \"{Label}\", \"{part.Name}\", \"\", \"\")";

    private static string Of(string[] labelled, int from, int to)
    {
        if (to - from == 1)
            return labelled[from];
        var middle = (from + to) / 2;
        return $"({Of(labelled, from, middle)} or {Of(labelled, middle, to)})";
    }
}
