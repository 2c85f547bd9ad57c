using System.Text.Json;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>
/// What the caches keep of managedFields: who owns <c>spec.replicas</c>, and through which subresource, without the fields themselves. It is the
/// one field that tools commonly fight over.
/// </summary>
internal static class ReplicaOwners
{
    private const string Spec = "f:spec";
    private const string Replicas = "f:replicas";

    /// <summary>Extracts them.</summary>
    /// <param name="entries">All entries of an object; null: none.</param>
    /// <returns>The entries that own <c>spec.replicas</c>, each without its fields; null when none does.</returns>
    public static IList<V1ManagedFieldsEntry>? Of(IList<V1ManagedFieldsEntry>? entries)
    {
        var owners = (entries ?? []).Where(OwnsReplicas).Select(entry => new V1ManagedFieldsEntry
        {
            Manager = entry.Manager,
            Operation = entry.Operation,
            Subresource = entry.Subresource,
            Time = entry.Time,
        }).ToList();
        return owners.Count == 0 ? null : owners;
    }

    private static bool OwnsReplicas(V1ManagedFieldsEntry entry) =>
        entry.FieldsV1 is JsonElement { ValueKind: JsonValueKind.Object } fields
        && fields.TryGetProperty(Spec, out var spec) && spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty(Replicas, out _);
}
