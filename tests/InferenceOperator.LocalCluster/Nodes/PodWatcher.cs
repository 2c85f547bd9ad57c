using k8s;
using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>Lists and then watches all bound pods; after any failure it lists again, so that nothing is missed.</summary>
internal sealed class PodWatcher(IKubernetes client, TimeProvider time, Action<V1Pod> changed, Action<string> deleted)
{
    private const string Bound = "spec.nodeName!=";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(300);
    private readonly HashSet<string> _known = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(await ListAsync(cancellationToken), cancellationToken);
            }
            catch (Exception)
            {
                // Whatever it was (the server is away, a line cut in the middle, a version too old to watch from): list again.
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.CoreV1.ListPodForAllNamespacesAsync(fieldSelector: Bound, cancellationToken: cancellationToken);
        var present = list.Items.Select(pod => pod.Metadata.Uid).ToHashSet();
        foreach (var gone in _known.Where(uid => !present.Contains(uid)).ToList()) Forget(gone);
        foreach (var pod in list.Items) See(pod);
        return list.Metadata.ResourceVersion;
    }

    private async Task WatchAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        var events = client.CoreV1.WatchListPodForAllNamespacesAsync(
            fieldSelector: Bound, resourceVersion: resourceVersion, allowWatchBookmarks: true, timeoutSeconds: 300,
            cancellationToken: cancellationToken);
        await foreach (var (type, pod) in events)
        {
            if (type is WatchEventType.Added or WatchEventType.Modified) See(pod);
            else if (type is WatchEventType.Deleted) Forget(pod.Metadata.Uid);
            else if (type is WatchEventType.Error) return;
        }
    }

    private void See(V1Pod pod)
    {
        _known.Add(pod.Metadata.Uid);
        changed(pod);
    }

    private void Forget(string uid)
    {
        _known.Remove(uid);
        deleted(uid);
    }
}
