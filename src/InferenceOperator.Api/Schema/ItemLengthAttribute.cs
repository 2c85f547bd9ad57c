namespace InferenceOperator.Api.Schema;

/// <summary>Bounds the length of every string of a list.</summary>
/// <param name="maximum">The most characters of an item.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemLengthAttribute(int maximum) : Attribute
{
    /// <summary>The most characters of an item.</summary>
    public int Maximum { get; } = maximum;

    /// <summary>The fewest characters of an item.</summary>
    public int Minimum { get; set; } = 1;
}
