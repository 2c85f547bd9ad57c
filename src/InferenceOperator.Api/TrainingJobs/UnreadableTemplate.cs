using System.Text.Json;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>
/// A worker's template that is no pod template, such as one with a number where a pod has a text. The CRD leaves most of the template open, so
/// that the API server takes it; it is kept as it came, so that the job can still be read, refused with a message, suspended and deleted.
/// </summary>
public sealed record UnreadableTemplate : V1PodTemplateSpec
{
    /// <summary>The template as it came.</summary>
    public required JsonElement Source { get; init; }

    /// <summary>The field that does not fit, below the template, such as <c>spec.containers[0].env[0].value</c>; empty: the template itself.</summary>
    public required string Field { get; init; }

    /// <summary>What stands there: a text as it is, anything else as JSON.</summary>
    public required string Value { get; init; }
}
