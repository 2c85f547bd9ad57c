using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using InferenceOperator.Api;
using InferenceOperator.Kubernetes;

namespace InferenceOperator.Integrations;

/// <summary>Reads <c>--training-integrations</c>.</summary>
internal static partial class IntegrationParser
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, PropertyNameCaseInsensitive = false };

    /// <summary>Reads the kinds.</summary>
    /// <param name="text">A JSON list; empty: no kinds.</param>
    /// <returns>The kinds, each once.</returns>
    /// <exception cref="FormatException">Something is wrong: the message names the field, its value and what to write.</exception>
    public static IReadOnlyList<Integration> Parse(string text)
    {
        var entries = Entries(text);
        var integrations = entries.Select((entry, index) => Read(entry, $"[{index}]")).ToList();
        if (integrations.GroupBy(integration => integration.Type with { Version = "" }).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new FormatException($"{twice.First().Type.Kind} of {Shown(twice.First().Type.Group)} is there {twice.Count()} times: write each kind once, in one version");
        return [.. integrations.Select(integration => integration with { Title = Title(integration, integrations) })];
    }

    private static List<IntegrationEntry?> Entries(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        try
        {
            return JsonSerializer.Deserialize<List<IntegrationEntry?>>(text, Json) ?? [];
        }
        catch (JsonException exception)
        {
            var what = exception.Message.Contains("could not be mapped", StringComparison.Ordinal) ? "there is no such field." : exception.Message.Split(" Path:")[0];
            throw new FormatException($"at {exception.Path ?? "$"}: {what} Write a JSON list of objects with apiVersion, kind, suspendPath and, where needed, resource, owners, requires");
        }
    }

    private static Integration Read(IntegrationEntry? entry, string at)
    {
        var type = Type(entry, at);
        if (type.Group == ApiGroup.Name)
            throw new FormatException($"{at}.apiVersion is \"{entry!.ApiVersion}\": the operator's own kinds take part without it; write another group");
        var path = FieldPath.TryParse(entry!.SuspendPath)
            ?? throw new FormatException($"{at}.suspendPath is \"{entry.SuspendPath}\": write the path of a field that is true or false and stops the pods, such as spec.suspend or spec.runPolicy.suspend");
        var owners = (entry.Owners ?? []).Select((owner, index) => Owner(owner, $"{at}.owners[{index}]")).ToList();
        var requires = (entry.Requires ?? []).Select(pair => new Requirement(
            FieldPath.TryParse(pair.Key) ?? throw new FormatException($"{at}.requires has \"{pair.Key}\": write the path of a field, such as spec.shutdownAfterJobFinishes"), pair.Value ?? "")).ToList();
        return new Integration(type, path, owners, requires, type.Kind);
    }

    private static ResourceType Owner(IntegrationEntry? entry, string at) => entry is { SuspendPath: null, Owners: null, Requires: null }
        ? Type(entry, at)
        : throw new FormatException($"{at}: write an object with apiVersion, kind and, where needed, resource, and nothing else");

    private static ResourceType Type(IntegrationEntry? entry, string at)
    {
        if (entry?.ApiVersion is null || !GroupVersion().IsMatch(entry.ApiVersion))
            throw new FormatException($"{at}.apiVersion is \"{entry?.ApiVersion}\": write group and version, such as batch/v1 or jobset.x-k8s.io/v1alpha2");
        if (entry.Kind is null || !KindName().IsMatch(entry.Kind))
            throw new FormatException($"{at}.kind is \"{entry.Kind}\": write the kind as manifests have it, such as JobSet");
        if (entry.Resource is { } resource && !Plural().IsMatch(resource))
            throw new FormatException($"{at}.resource is \"{resource}\": write the plural as paths have it, such as jobsets");
        var parts = entry.ApiVersion.Split('/');
        return new ResourceType(parts.Length == 2 ? parts[0] : "", parts[^1], entry.Kind, entry.Resource ?? entry.Kind.ToLowerInvariant() + "s");
    }

    private static string Title(Integration integration, List<Integration> all) =>
        all.Count(other => other.Type.Kind == integration.Type.Kind) > 1 ? $"{integration.Type.Kind}.{integration.Type.Group}" : integration.Type.Kind;

    private static string Shown(string group) => group.Length == 0 ? "the core group" : group;

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?v[0-9]+((alpha|beta)[0-9]+)?$")]
    private static partial Regex GroupVersion();

    [GeneratedRegex("^[A-Z][a-zA-Z0-9]*$")]
    private static partial Regex KindName();

    [GeneratedRegex("^[a-z][a-z0-9]*$")]
    private static partial Regex Plural();
}
