using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Kubernetes;

/// <summary>Asks the API server for its groups and resources.</summary>
internal sealed partial class ApiDiscovery(ApiTransport transport, ILogger<ApiDiscovery> logger) : IApiDiscovery
{
    private volatile Dictionary<string, Dictionary<string, bool>> _served = [];

    public bool Serves(string groupVersion, string plural) =>
        _served.TryGetValue(groupVersion, out var resources) && resources.ContainsKey(plural);

    /// <summary>Whether objects of the kind live in namespaces; a kind not served (yet) is taken to.</summary>
    public bool IsNamespaced(ResourceType type) =>
        !_served.TryGetValue(type.ApiVersion, out var resources) || !resources.TryGetValue(type.Plural, out var namespaced) || namespaced;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var versions = new List<string> { "v1" };
        using (var groups = await GetAsync("apis", cancellationToken))
            foreach (var group in groups.RootElement.GetProperty("groups").EnumerateArray())
                foreach (var version in group.GetProperty("versions").EnumerateArray())
                    versions.Add(version.GetProperty("groupVersion").GetString()!);

        var read = await Task.WhenAll(versions.Select(version => ResourcesAsync(version, cancellationToken)));
        _served = versions.Zip(read).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
    }

    private async Task<Dictionary<string, bool>?> ResourcesAsync(string groupVersion, CancellationToken cancellationToken)
    {
        try
        {
            using var list = await GetAsync(groupVersion == "v1" ? "api/v1" : $"apis/{groupVersion}", cancellationToken);
            return list.RootElement.GetProperty("resources").EnumerateArray().ToDictionary(
                resource => resource.GetProperty("name").GetString()!,
                resource => resource.GetProperty("namespaced").GetBoolean());
        }
        catch (KubernetesApiException e)
        {
            // An aggregated API whose server is away must not keep the operator from starting.
            LogGroupUnavailable(groupVersion, e.Message);
            return _served.GetValueOrDefault(groupVersion);
        }
    }

    private async Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await transport.SendAsync(HttpMethod.Get, path, null, ApiTransport.Json, cancellationToken));

    [LoggerMessage(Level = LogLevel.Warning, Message = "API group version {GroupVersion} cannot be discovered: {Error}")]
    private partial void LogGroupUnavailable(string groupVersion, string error);
}
