namespace InferenceOperator.Validation;

/// <summary>A rule that an object breaks.</summary>
/// <param name="Path">The field, such as <c>spec.scaling.latency.target</c>.</param>
/// <param name="Value">What stands there; null when the rule is about more than one value.</param>
/// <param name="Message">What to write instead.</param>
public sealed record SpecViolation(string Path, string? Value, string Message)
{
    private const int LongestValue = 100;

    /// <summary>Says the violations of an object in one line, as a condition's message.</summary>
    /// <param name="violations">At least one.</param>
    public static string Describe(IEnumerable<SpecViolation> violations) => string.Join("; ", violations);

    /// <summary>Field, value and what to write instead.</summary>
    public override string ToString() => Value is null ? $"{Path}: {Message}" : $"{Path} \"{Shorten(Value)}\": {Message}";

    private static string Shorten(string value) => value.Length <= LongestValue ? value : value[..LongestValue] + "…";
}
