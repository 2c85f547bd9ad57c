namespace InferenceOperator.Controllers.Conditions;

/// <summary>What is to be said of one condition, before time stamps.</summary>
/// <param name="Type">The condition's type, see <see cref="Api.ConditionTypes"/>.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">CamelCase reason, see <see cref="Api.ConditionReasons"/>.</param>
/// <param name="Message">A sentence with numbers.</param>
internal readonly record struct ConditionFact(string Type, string Status, string Reason, string Message)
{
    /// <summary>The condition holds.</summary>
    public static ConditionFact True(string type, string reason, string message) => new(type, "True", reason, message);

    /// <summary>The condition does not hold.</summary>
    public static ConditionFact False(string type, string reason, string message) => new(type, "False", reason, message);

    /// <summary>It is not known whether the condition holds.</summary>
    public static ConditionFact Unknown(string type, string reason, string message) => new(type, "Unknown", reason, message);

    /// <summary>True when <see cref="Status"/> is "True".</summary>
    public bool Holds => Status == "True";
}
