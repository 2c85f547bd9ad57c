using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;

namespace InferenceOperator.Controllers.Children;

/// <summary>Tells whether an object of the cluster still holds every field that was applied to it; what others added beside is no difference.</summary>
internal static class JsonSubset
{
    // Lists that server-side apply merges by key: elements of other managers may stand beside ours.
    private static readonly Dictionary<string, string> KeyOfMergedList = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["volumeMounts"] = "mountPath",
        ["ports"] = "name",
        ["imagePullSecrets"] = "name",
        ["ownerReferences"] = "uid",
        ["topologySpreadConstraints"] = "topologyKey",
    };

    private static readonly HashSet<string> QuantityMaps = new(StringComparer.Ordinal) { "limits", "requests" };
    private static readonly HashSet<string> QuantityFields = new(StringComparer.Ordinal) { "divisor" };

    // Keys and values of somebody's choice: an empty value says something.
    private static readonly HashSet<string> TextMaps = new(StringComparer.Ordinal) { "labels", "annotations", "nodeSelector", "matchLabels", "selector" };

    // API servers keep these when they are false or 0, and nothing means the opposite.
    private static readonly HashSet<string> KeptFields = new(StringComparer.Ordinal)
    {
        "automountServiceAccountToken", "enableServiceLinks", "allowPrivilegeEscalation", "runAsNonRoot", "runAsUser", "runAsGroup", "replicas", "maxSurge", "maxUnavailable",
    };

    /// <summary>Whether <paramref name="live"/> holds all that <paramref name="desired"/> says.</summary>
    /// <param name="desired">What was applied.</param>
    /// <param name="live">What the cluster has.</param>
    /// <returns>True when nothing of it is missing or different.</returns>
    public static bool Holds(JsonNode? desired, JsonNode? live) => Holds(desired, live, "");

    private static bool Holds(JsonNode? desired, JsonNode? live, string field) => desired switch
    {
        null => true,
        _ when live is null => IsEmpty(desired, field),
        JsonValue when QuantityFields.Contains(field) => SameQuantity(desired, live),
        JsonObject map => live is JsonObject liveMap && HoldsMap(map, liveMap, field),
        JsonArray list => live is JsonArray liveList && HoldsList(list, liveList, field),
        _ => JsonNode.DeepEquals(desired, live),
    };

    // What an API server leaves out of what it stores: the same as nothing.
    private static bool IsEmpty(JsonNode desired, string field) => desired switch
    {
        _ when KeptFields.Contains(field) => false,
        JsonObject map => TextMaps.Contains(field) ? map.Count == 0 : map.All(pair => pair.Value is null || IsEmpty(pair.Value, pair.Key)),
        JsonArray list => list.Count == 0,
        _ => desired.GetValueKind() switch
        {
            JsonValueKind.String => desired.GetValue<string>().Length == 0,
            JsonValueKind.Number => desired.GetValue<decimal>() == 0,
            JsonValueKind.False => true,
            _ => false,
        },
    };

    private static bool HoldsMap(JsonObject desired, JsonObject live, string field) => QuantityMaps.Contains(field)
        ? desired.Count == live.Count && desired.All(pair => SameQuantity(pair.Value, live[pair.Key]))
        : desired.All(pair => TextMaps.Contains(field) ? JsonNode.DeepEquals(pair.Value, live[pair.Key]) : Holds(pair.Value, live[pair.Key], pair.Key));

    private static bool HoldsList(JsonArray desired, JsonArray live, string field)
    {
        if (!KeyOfMergedList.TryGetValue(field, out var key))
            return desired.Count == live.Count && desired.Zip(live).All(pair => Holds(pair.First, pair.Second, field));
        return desired.All(element => live.Any(candidate => JsonNode.DeepEquals(element?[key], candidate?[key]) && Holds(element, candidate, "")));
    }

    // The API server rewrites quantities in their shortest form: 1000m becomes 1.
    private static bool SameQuantity(JsonNode? desired, JsonNode? live) =>
        desired is not null && live is not null
        && new ResourceQuantity(desired.ToString()).ToDecimal() == new ResourceQuantity(live.ToString()).ToDecimal();
}
