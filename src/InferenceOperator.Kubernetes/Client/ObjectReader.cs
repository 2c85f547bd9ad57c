using System.Text.Json;
using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>JSON to objects as the caches hold them: type filled in (lists leave it out), managedFields dropped but for <see cref="ReplicaOwners"/>.</summary>
internal static class ObjectReader
{
    /// <exception cref="JsonException">The JSON does not fit the class.</exception>
    public static T Read<T>(JsonElement json)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Complete(KubernetesJson.Deserialize<T>(json));

    public static T Read<T>(byte[] json)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var document = JsonDocument.Parse(json);
        return Read<T>(document.RootElement);
    }

    /// <summary>A private copy that may be changed.</summary>
    public static T Copy<T>(T original)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        KubernetesJson.Deserialize<T>(KubernetesJson.Serialize(original));

    /// <summary>The key of an object that could not be read; null when even that is not there.</summary>
    public static ObjectKey? KeyOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("metadata", out var metadata)) return null;
        return Text(metadata, "name") is { } name ? new ObjectKey(Text(metadata, "namespace"), name) : null;
    }

    /// <summary>The UID of an object, be it readable or not; null when it is not there.</summary>
    public static string? UidOf(JsonElement json) => json.TryGetProperty("metadata", out var metadata) ? Text(metadata, "uid") : null;

    /// <summary>A string property, or null.</summary>
    public static string? Text(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static T Complete<T>(T? value)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (value?.Metadata?.Name is null) throw new JsonException("no metadata.name");
        if (ResourceType.Find<T>() is { } type) (value.ApiVersion, value.Kind) = (type.ApiVersion, type.Kind);
        value.Metadata.ManagedFields = ReplicaOwners.Of(value.Metadata.ManagedFields);
        return value;
    }
}
