using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Kubernetes;

/// <summary>Asks the API server for its groups and resources.</summary>
internal sealed partial class ApiDiscovery(ApiTransport transport, ILogger<ApiDiscovery> logger) : IApiDiscovery
{
    private const string Core = "v1";
    private readonly Lock _writing = new();
    private volatile ImmutableDictionary<string, IReadOnlyDictionary<string, bool>> _served = ImmutableDictionary<string, IReadOnlyDictionary<string, bool>>.Empty;

    public bool Serves(string groupVersion, string plural) =>
        _served.TryGetValue(groupVersion, out var resources) && resources.ContainsKey(plural);

    /// <summary>Whether objects of the kind live in namespaces; a kind not served (yet) is taken to.</summary>
    public bool IsNamespaced(ResourceType type) =>
        !_served.TryGetValue(type.ApiVersion, out var resources) || !resources.TryGetValue(type.Plural, out var namespaced) || namespaced;

    /// <summary>Asks for everything that the server serves.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var versions = new List<string> { Core };
        using (var groups = await GetAsync("apis", cancellationToken))
            foreach (var group in groups.RootElement.GetProperty("groups").EnumerateArray())
                foreach (var version in group.GetProperty("versions").EnumerateArray())
                    versions.Add(version.GetProperty("groupVersion").GetString()!);

        var read = await Task.WhenAll(versions.Select(version => ResourcesOrKnownAsync(version, cancellationToken)));
        lock (_writing)
            _served = versions.Zip(read).Where(pair => pair.Second is not null).ToImmutableDictionary(pair => pair.First, pair => pair.Second!);
    }

    /// <summary>Asks for one group version again, which costs one request.</summary>
    /// <param name="groupVersion">Such as policy/v1, or v1.</param>
    /// <param name="cancellationToken">Abandons the request.</param>
    public async Task RefreshAsync(string groupVersion, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, bool>? resources;
        try
        {
            resources = await ResourcesAsync(groupVersion, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            resources = null;
        }

        lock (_writing) _served = resources is null ? _served.Remove(groupVersion) : _served.SetItem(groupVersion, resources);
    }

    private async Task<IReadOnlyDictionary<string, bool>?> ResourcesOrKnownAsync(string groupVersion, CancellationToken cancellationToken)
    {
        try
        {
            return await ResourcesAsync(groupVersion, cancellationToken);
        }
        catch (Exception e) when (groupVersion != Core && !cancellationToken.IsCancellationRequested)
        {
            // An aggregated API whose server is away, hangs or answers nonsense must not keep the operator from starting.
            LogGroupUnavailable(groupVersion, e.Message);
            return _served.GetValueOrDefault(groupVersion);
        }
    }

    private async Task<IReadOnlyDictionary<string, bool>> ResourcesAsync(string groupVersion, CancellationToken cancellationToken)
    {
        using var list = await GetAsync(groupVersion == Core ? "api/v1" : $"apis/{groupVersion}", cancellationToken);
        var resources = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var resource in list.RootElement.GetProperty("resources").EnumerateArray())
            resources[resource.GetProperty("name").GetString()!] = resource.GetProperty("namespaced").GetBoolean();
        return resources;
    }

    private async Task<JsonDocument> GetAsync(string path, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await transport.SendAsync(HttpMethod.Get, path, null, ApiTransport.Json, cancellationToken));

    [LoggerMessage(Level = LogLevel.Warning, Message = "API group version {GroupVersion} cannot be discovered: {Error}")]
    private partial void LogGroupUnavailable(string groupVersion, string error);
}
