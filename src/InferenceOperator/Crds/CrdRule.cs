namespace InferenceOperator.Crds;

/// <summary>A rule of a CRD.</summary>
/// <param name="Path">The field it blames, such as <c>spec.scaling</c>.</param>
/// <param name="Expression">The rule in CEL.</param>
/// <param name="Message">What to write instead.</param>
public sealed record CrdRule(string Path, string Expression, string Message)
{
    /// <summary>Finds the rules of a schema, outer ones first.</summary>
    /// <param name="schema">Schema of a whole object.</param>
    internal static IEnumerable<CrdRule> Of(Node schema) => Of("", schema);

    private static IEnumerable<CrdRule> Of(string path, Node schema)
    {
        foreach (var rule in (schema.GetValueOrDefault("x-kubernetes-validations") as List<object> ?? []).Cast<Node>())
        {
            var blamed = path + rule.GetValueOrDefault("fieldPath");
            yield return new CrdRule(blamed.TrimStart('.'), (string)rule["rule"], (string)rule["message"]);
        }

        foreach (var (name, value) in schema.Find("properties") ?? [])
        {
            foreach (var rule in Of(path.Length == 0 ? name : $"{path}.{name}", (Node)value))
                yield return rule;
        }
    }
}
