namespace InferenceOperator.Integrations;

/// <summary>An entry of <c>--training-integrations</c> as it is written; the chart's value <c>training.integrations</c> has the same fields.</summary>
internal sealed record IntegrationEntry
{
    /// <summary>Group and version, such as jobset.x-k8s.io/v1alpha2.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The kind, such as JobSet.</summary>
    public string? Kind { get; init; }

    /// <summary>Its plural in paths and in RBAC; by default the kind in small letters with an s.</summary>
    public string? Resource { get; init; }

    /// <summary>Path of the suspend field, such as spec.suspend. An owner has none.</summary>
    public string? SuspendPath { get; init; }

    /// <summary>Kinds between the pods and the objects.</summary>
    public List<IntegrationEntry?>? Owners { get; init; }

    /// <summary>Fields by path, and the value that each must have for an object to be suspended; empty text: it must not be set.</summary>
    public Dictionary<string, string>? Requires { get; init; }
}
