using System.Text.RegularExpressions;
using InferenceOperator.Api.Schema;
using InferenceOperator.Translation;

namespace InferenceOperator.Validation;

/// <summary>Collects what an object breaks; every check names field, value and what to write instead.</summary>
internal sealed class Violations
{
    private readonly List<SpecViolation> found = [];

    /// <summary>What was found, in the order of the checks.</summary>
    public IReadOnlyList<SpecViolation> Found => found;

    /// <summary>Requires that something holds.</summary>
    public void Require(bool holds, string path, string message, string? value = null)
    {
        if (!holds)
            found.Add(new SpecViolation(path, value, message));
    }

    /// <summary>Requires that a text looks like something; nothing is required of a text that is not there.</summary>
    public void RequireMatch(string? text, string pattern, string path, string message)
    {
        if (text is not null)
            Require(Matches(text, pattern), path, message, text);
    }

    /// <summary>Requires a duration.</summary>
    public void RequireDuration(string? text, string path, bool positive)
    {
        var holds = text is { Length: <= DurationAttribute.MaxLength }
            && Matches(text, DurationAttribute.Pattern)
            && GoDuration.TryParse(text, out var duration)
            && (!positive || duration > TimeSpan.Zero);
        Require(holds, path, positive ? RuleMessages.PositiveDuration : RuleMessages.Duration, text);
    }

    /// <summary>Whether a text on one line matches; .NET's <c>$</c> would let a line feed through.</summary>
    public static bool Matches(string text, string pattern) =>
        !text.Contains('\n', StringComparison.Ordinal) && Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
