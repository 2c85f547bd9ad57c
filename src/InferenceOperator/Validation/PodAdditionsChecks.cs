using InferenceOperator.Api;

namespace InferenceOperator.Validation;

/// <summary>Checks what an owner adds to pods: a wrong label would make the API server refuse every pod later.</summary>
internal static class PodAdditionsChecks
{
    private const string LabelValue = "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$";
    private const string LabelKey = "^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
    private const string ValueMessage = "write at most 63 letters, digits, '-', '_' or '.', beginning and ending with a letter or digit";
    private const string KeyMessage = "write a key such as team or example.com/team";

    /// <summary>Adds what is wrong.</summary>
    public static void Check(PodAdditions additions, string path, Violations violations)
    {
        Labels(additions.Labels, $"{path}.labels", violations);
        Labels(additions.NodeSelector, $"{path}.nodeSelector", violations);
        foreach (var key in additions.Annotations?.Keys ?? Enumerable.Empty<string>())
            violations.RequireMatch(key, LabelKey, $"{path}.annotations", KeyMessage);
    }

    /// <summary>Checks labels or a selector of labels.</summary>
    public static void Labels(IReadOnlyDictionary<string, string>? labels, string path, Violations violations)
    {
        foreach (var (key, value) in labels ?? new Dictionary<string, string>())
        {
            violations.RequireMatch(key, LabelKey, path, KeyMessage);
            violations.RequireMatch(value, LabelValue, $"{path}.{key}", ValueMessage);
        }
    }
}
