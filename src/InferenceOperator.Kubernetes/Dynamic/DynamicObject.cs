using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>An object of a kind that is known only at run time: metadata in types, all else as JSON.</summary>
public sealed class DynamicObject : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Group and version; may be empty in what a list brought.</summary>
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = "";

    /// <summary>The kind; may be empty in what a list brought.</summary>
    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "";

    /// <summary>The metadata.</summary>
    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>The other fields by name: spec, status and whatever else there is.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Fields { get; set; } = [];
}
