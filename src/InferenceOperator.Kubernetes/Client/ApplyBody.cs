using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>What is sent for an object: its type, and nothing that the server alone writes.</summary>
internal static class ApplyBody
{
    public static JsonObject Of<T>(T entity)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = Typed(entity);
        body.Remove("status");
        var metadata = body["metadata"]!.AsObject();
        foreach (var name in (string[])["managedFields", "creationTimestamp", "generation", "selfLink"]) metadata.Remove(name);
        return body;
    }

    /// <summary>Type, name, UID and status. With the UID, a status never lands on another object of the same name.</summary>
    public static JsonObject OfStatus<T>(T entity)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = Typed(entity);
        var metadata = new JsonObject { ["name"] = entity.Metadata.Name };
        if (entity.Metadata.NamespaceProperty is { } space) metadata["namespace"] = space;
        if (entity.Metadata.Uid is { } uid) metadata["uid"] = uid;
        var status = body["status"];
        body.Clear();
        (body["apiVersion"], body["kind"], body["metadata"]) = (ResourceType.Of<T>().ApiVersion, ResourceType.Of<T>().Kind, metadata);
        if (status is not null) body["status"] = status;
        return body;
    }

    private static JsonObject Typed<T>(T entity)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = JsonNode.Parse(KubernetesJson.Serialize(entity))!.AsObject();
        body["apiVersion"] = ResourceType.Of<T>().ApiVersion;
        body["kind"] = ResourceType.Of<T>().Kind;
        return body;
    }
}
