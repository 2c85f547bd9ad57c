namespace InferenceOperator.Api.Schema;

/// <summary>The list's items are told apart by a key: <c>x-kubernetes-list-type: map</c>.</summary>
/// <param name="key">The key's name in YAML.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapAttribute(string key) : Attribute
{
    /// <summary>The key's name in YAML.</summary>
    public string Key { get; } = key;
}
