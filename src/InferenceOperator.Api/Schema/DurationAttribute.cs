namespace InferenceOperator.Api.Schema;

/// <summary>The string is a Go-style duration such as <c>80ms</c>: a pattern in the CRD, and a rule for its bound.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : Attribute
{
    /// <summary>What a duration looks like. Six digits a unit keep every accepted value inside Go's 292 years.</summary>
    public const string Pattern = @"^([0-9]{1,6}(\.[0-9]{1,6})?(ns|us|ms|s|m|h))+$";

    /// <summary>The longest duration, in characters.</summary>
    public const int MaxLength = 20;

    /// <summary>True: more than nothing. Otherwise 0s will do.</summary>
    public bool Positive { get; set; }

    /// <summary>The rule in CEL.</summary>
    public string Expression => Positive ? $"self.matches(r'{Pattern}') && duration(self) > duration('0s')" : $"self.matches(r'{Pattern}')";

    /// <summary>What to write instead.</summary>
    public string Message => Positive ? RuleMessages.PositiveDuration : RuleMessages.Duration;
}
