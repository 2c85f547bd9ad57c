namespace InferenceOperator.Api.Schema;

/// <summary>A rule of the spec in CEL: <c>x-kubernetes-validations</c> of the CRD. The operator's validators repeat it for API servers without CEL.</summary>
/// <param name="expression">CEL over <c>self</c>: the property's value, or the object's where the rule is on a class.</param>
/// <param name="message">What to write instead; one of <see cref="RuleMessages"/>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RuleAttribute(string expression, string message) : Attribute
{
    /// <summary>CEL over <c>self</c>.</summary>
    public string Expression { get; } = expression;

    /// <summary>What to write instead.</summary>
    public string Message { get; } = message;

    /// <summary>The field to blame, relative to where the rule is, such as <c>.scaling.latency</c>; null blames the value itself.</summary>
    public string? FieldPath { get; set; }
}
