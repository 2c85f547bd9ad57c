using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.Children;

/// <summary>Marks children with a hash of what was applied, and compares them with what is desired, so that steady state writes nothing.</summary>
internal static class ChildState
{
    /// <summary>Annotation with the hash of the object as last applied.</summary>
    public const string AppliedAnnotation = ApiGroup.Name + "/applied";

    /// <summary>Writes the hash of the object into its own annotation.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="desired">The object; complete but for the annotation.</param>
    /// <returns>The same object.</returns>
    public static T Mark<T>(T desired)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        var hash = Hash(desired);
        desired.Metadata.Annotations ??= new Dictionary<string, string>();
        desired.Metadata.Annotations[AppliedAnnotation] = hash;
        return desired;
    }

    /// <summary>Whether the cluster's object is what was last applied, by us and unchanged since.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="desired">The object to be, marked.</param>
    /// <param name="live">The object of the cache.</param>
    /// <returns>True when there is nothing to write.</returns>
    public static bool IsCurrent<T>(T desired, T live)
        where T : IKubernetesObject<V1ObjectMeta> =>
        live.GetAnnotation(AppliedAnnotation) == desired.GetAnnotation(AppliedAnnotation)
        && JsonSubset.Holds(WithoutType(ToJson(desired)), ToJson(live));

    /// <summary>A short hash of anything that serialises.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public static string Hash(object value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KubernetesJson.Serialize(value))).AsSpan(0, 8));

    // Elements of a list do not name their type.
    private static JsonNode? WithoutType(JsonNode? node)
    {
        if (node is not JsonObject map)
            return node;
        map.Remove("apiVersion");
        map.Remove("kind");
        return map;
    }

    private static JsonNode? ToJson(object value) => JsonNode.Parse(KubernetesJson.Serialize(value));
}
