namespace InferenceOperator.Api.Schema;

/// <summary>How a kind appears in the API besides its names.</summary>
/// <param name="shortName">What kubectl users type.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ResourceAttribute(string shortName) : Attribute
{
    /// <summary>What kubectl users type.</summary>
    public string ShortName { get; } = shortName;

    /// <summary>True: objects live in no namespace.</summary>
    public bool ClusterScoped { get; set; }

    /// <summary>The longest name of an object, so that the names of its children fit into 63 characters.</summary>
    public int MaxNameLength { get; set; } = 253;

    /// <summary>True: the scale subresource maps spec.replicas, status.replicas and status.selector.</summary>
    public bool Scale { get; set; }
}
