using InferenceOperator.Api;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Faults;

/// <summary>Follows the pods of the models of a namespace by a watch and keeps the fewest that were ready, and not stopping, at any moment.</summary>
internal sealed class Availability : IAsyncDisposable
{
    private readonly Dictionary<string, V1Pod> _pods = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private Availability()
    {
    }

    /// <summary>The fewest ready at once.</summary>
    public int LeastReady { get; private set; } = int.MaxValue;

    public static Availability Watch(IKubernetes client, string @namespace)
    {
        var watch = new Availability();
        watch._running = watch.RunAsync(client, @namespace);
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(IKubernetes client, string @namespace)
    {
        var list = await client.CoreV1.ListNamespacedPodAsync(@namespace, labelSelector: Labels.Model, cancellationToken: _stop.Token);
        foreach (var pod in list.Items) _pods[pod.Metadata.Uid] = pod;
        Count();
        await foreach (var (type, pod) in client.CoreV1.WatchListNamespacedPodAsync(
            @namespace, labelSelector: Labels.Model, resourceVersion: list.Metadata.ResourceVersion, timeoutSeconds: 300, cancellationToken: _stop.Token))
        {
            if (type is WatchEventType.Deleted) _pods.Remove(pod.Metadata.Uid);
            else _pods[pod.Metadata.Uid] = pod;
            Count();
        }
    }

    private void Count() => LeastReady = Math.Min(LeastReady, _pods.Values.Count(pod =>
        pod.Metadata.DeletionTimestamp is null && pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true));
}
