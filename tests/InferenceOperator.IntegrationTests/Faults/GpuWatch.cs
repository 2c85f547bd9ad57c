using System.Collections.Concurrent;
using InferenceOperator.Capacity;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>
/// Follows the pods of a namespace by a watch and adds up, after every change, the GPUs of those that are bound to each node and have not
/// ended: a stopping pod holds its GPUs until it is gone. Never more than the node has: no GPU has two owners.
/// </summary>
internal sealed class GpuWatch : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, V1Pod> _pods = new();
    private readonly ConcurrentQueue<string> _shared = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _capacity;
    private readonly Task _running;

    private GpuWatch(IKubernetes client, string @namespace, int capacity)
    {
        _capacity = capacity;
        _running = Task.Run(() => RunAsync(client, @namespace, _stop.Token));
    }

    /// <summary>Moments at which a node's GPUs had more owners than there are GPUs, in words.</summary>
    public IReadOnlyCollection<string> Shared => _shared;

    /// <summary>Changes seen so far.</summary>
    public int Samples { get; private set; }

    /// <param name="client">A client with all rights.</param>
    /// <param name="namespace">Whose pods.</param>
    /// <param name="capacity">GPUs of each node.</param>
    public static GpuWatch Start(IKubernetes client, string @namespace, int capacity) => new(client, @namespace, capacity);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(IKubernetes client, string @namespace, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var list = await client.CoreV1.ListNamespacedPodAsync(@namespace, cancellationToken: cancellationToken);
                _pods.Clear();
                foreach (var pod in list.Items) _pods[pod.Metadata.Uid] = pod;
                Sample();
                await foreach (var (type, pod) in client.CoreV1.WatchListNamespacedPodAsync(
                    @namespace, resourceVersion: list.Metadata.ResourceVersion, timeoutSeconds: 300, cancellationToken: cancellationToken))
                {
                    if (type is WatchEventType.Error) break;
                    if (type is WatchEventType.Deleted) _pods.TryRemove(pod.Metadata.Uid, out _);
                    else _pods[pod.Metadata.Uid] = pod;
                    Sample();
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or KubernetesException)
            {
                // A broken watch: list again.
            }
        }
    }

    private void Sample()
    {
        Samples++;
        foreach (var node in _pods.Values.Where(Holds).GroupBy(pod => pod.Spec.NodeName))
        {
            var held = node.Sum(pod => PodGpus.Of(pod.Spec).Values.Sum());
            if (held > _capacity) _shared.Enqueue($"{node.Key}: {held} of {_capacity}: {string.Join(", ", node.Select(pod => pod.Metadata.Name))}");
        }
    }

    private static bool Holds(V1Pod pod) => !string.IsNullOrEmpty(pod.Spec.NodeName) && PodReader.HoldsGpus(pod);
}
