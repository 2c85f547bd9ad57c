namespace InferenceOperator.Kubernetes;

/// <summary>The types of a Kubernetes Event.</summary>
public enum EventSeverity
{
    /// <summary>Information.</summary>
    Normal,

    /// <summary>Something is wrong.</summary>
    Warning,
}
