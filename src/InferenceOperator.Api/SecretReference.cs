using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>A Secret in the same namespace.</summary>
public sealed class SecretReference
{
    /// <summary>Name of the Secret.</summary>
    [Required, StringLength(253, MinimumLength = 1)]
    public string Name { get; set; } = "";
}
