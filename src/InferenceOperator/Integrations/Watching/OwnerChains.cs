using System.Collections.Concurrent;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Integrations;

/// <summary>
/// Finds the object that a pod works for: pod → Job → JobSet → TrainJob. What stands between is asked for once, its metadata alone, and
/// remembered by UID: owner references do not change. Until an answer is there, the pod is a stranger's.
/// </summary>
internal sealed partial class OwnerChains(IntegrationSettings settings, IDynamicResources resources, TimeProvider time, ILogger<OwnerChains> logger)
{
    /// <summary>No chain is longer: a ring of owners must end somewhere.</summary>
    private const int Longest = 6;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, ResourceType> _between = settings.Kinds.SelectMany(kind => kind.Owners.Prepend(kind.Type))
        .GroupBy(type => $"{type.Group}/{type.Kind}").ToDictionary(group => group.Key, group => group.First());
    private readonly ConcurrentDictionary<string, V1OwnerReference?> _parents = new();
    private readonly ConcurrentDictionary<string, OwnerLink> _wanted = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _retries = new();
    private readonly HashSet<ResourceType> _failing = [];

    /// <summary>Whether answers are outstanding that can be asked for now.</summary>
    public bool HasWork => _wanted.Keys.Any(MayAsk);

    /// <summary>Walks from a pod up to the first object that is known.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="known">UIDs of the objects looked for.</param>
    /// <param name="seen">Takes the UIDs on the way: those are kept.</param>
    /// <returns>The UID; null: none, or not yet.</returns>
    public string? RootOf(V1Pod pod, IReadOnlySet<string> known, ISet<string> seen)
    {
        var at = Owners.ControllerOf(pod);
        for (var depth = 0; depth < Longest && at is not null; depth++)
        {
            if (known.Contains(at.Uid))
                return at.Uid;
            if (!_between.ContainsKey(KeyOf(at)))
                return null;
            seen.Add(at.Uid);
            if (!_parents.TryGetValue(at.Uid, out var parent))
            {
                _wanted.TryAdd(at.Uid, new OwnerLink(at.ApiVersion, at.Kind, pod.Metadata.NamespaceProperty, at.Name, at.Uid));
                return null;
            }

            at = parent;
        }

        return null;
    }

    /// <summary>Forgets all but these.</summary>
    /// <param name="seen">UIDs that are still of use.</param>
    public void KeepOnly(IReadOnlySet<string> seen)
    {
        foreach (var uid in _parents.Keys.Concat(_wanted.Keys).Concat(_retries.Keys).Where(uid => !seen.Contains(uid)).ToList())
        {
            _parents.TryRemove(uid, out _);
            _wanted.TryRemove(uid, out _);
            _retries.TryRemove(uid, out _);
        }
    }

    /// <summary>Asks for what is outstanding.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether something is known now that was not.</returns>
    public async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        var learnt = false;
        foreach (var link in _wanted.Values.Where(link => MayAsk(link.Uid)))
            learnt |= await AskAsync(link, cancellationToken);
        return learnt;
    }

    private async Task<bool> AskAsync(OwnerLink link, CancellationToken cancellationToken)
    {
        var type = _between[$"{GroupOf(link.ApiVersion)}/{link.Kind}"];
        try
        {
            var metadata = await resources.ReadMetadataAsync(type, new ObjectKey(link.Namespace, link.Name), cancellationToken);
            // Gone, or another object of that name: nobody owns what is left of it.
            _parents[link.Uid] = metadata?.Uid == link.Uid ? metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true) : null;
            _wanted.TryRemove(link.Uid, out _);
            _retries.TryRemove(link.Uid, out _);
            _failing.Remove(type);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _retries[link.Uid] = time.GetUtcNow() + RetryPause;
            // One line for all of a kind: what fails for one commonly fails for each.
            if (_failing.Add(type))
                LogFailed(link.Kind, link.Namespace, link.Name, RetryPause, e.Message);
            return false;
        }
    }

    private bool MayAsk(string uid) => !_retries.TryGetValue(uid, out var at) || at <= time.GetUtcNow();

    private static string KeyOf(V1OwnerReference reference) => $"{GroupOf(reference.ApiVersion)}/{reference.Kind}";

    private static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? apiVersion[..slash] : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The owner of {Kind} {Namespace}/{Name} cannot be read, and its pods count as somebody else's; it and others of the kind are tried again every {Delay}: {Error}")]
    private partial void LogFailed(string kind, string @namespace, string name, TimeSpan delay, string error);
}
