namespace InferenceOperator.Api;

/// <summary>A Secret in the same namespace.</summary>
public sealed class SecretReference
{
    /// <summary>Name of the Secret.</summary>
    public string Name { get; set; } = "";
}
