using System.Text.Json.Nodes;
using k8s;

namespace InferenceOperator.Controllers.Conditions;

/// <summary>Tells whether a status is worth a write.</summary>
internal static class StatusComparison
{
    /// <summary>Whether two statuses say the same.</summary>
    /// <typeparam name="T">Type of the status.</typeparam>
    /// <param name="before">What the object has; null: none.</param>
    /// <param name="after">What it would have.</param>
    /// <returns>True when there is nothing to write.</returns>
    public static bool Same<T>(T? before, T after)
        where T : class =>
        before is not null && JsonNode.DeepEquals(JsonNode.Parse(KubernetesJson.Serialize(before)), JsonNode.Parse(KubernetesJson.Serialize(after)));
}
