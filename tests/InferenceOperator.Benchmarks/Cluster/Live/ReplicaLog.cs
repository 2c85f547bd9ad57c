using System.Collections.Concurrent;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>Writes down every change of replicas of the Deployments of a namespace, by a watch of its own.</summary>
internal sealed class ReplicaLog : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReplicaChange> _changes = new();
    private readonly Dictionary<string, int> _known = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public ReplicaLog(IKubernetes client, string @namespace) => _running = Task.Run(() => RunAsync(client, @namespace));

    /// <summary>The changes, oldest first.</summary>
    public IReadOnlyCollection<ReplicaChange> Changes => _changes;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(IKubernetes client, string @namespace)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                // Without a version the watch begins with what there is.
                await foreach (var (type, deployment) in client.AppsV1.WatchListNamespacedDeploymentAsync(@namespace, cancellationToken: _end.Token))
                {
                    if (type is WatchEventType.Added or WatchEventType.Modified)
                        See(deployment);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or HttpOperationException or IOException)
            {
                // The end, or a line cut in the middle: what was missed is seen at the next beginning.
            }
        }
    }

    private void See(V1Deployment deployment)
    {
        var (name, replicas) = (deployment.Metadata.Name, deployment.Spec.Replicas ?? 1);
        if (_known.TryGetValue(name, out var before) && before != replicas)
            _changes.Enqueue(new ReplicaChange(name, before, replicas, TimeProvider.System.GetTimestamp()));
        _known[name] = replicas;
    }
}
