using k8s;
using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>The calls that all fake pods share, a bounded number of them at a time.</summary>
internal sealed class FakeKubelet(IKubernetes client, TimeProvider time, TimeSpan terminationDelay) : IDisposable
{
    private const int Parallelism = 32;
    private static readonly TimeSpan MaximumRestartDelay = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _calls = new(Parallelism);
    private int _addresses;

    public DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>From SIGTERM to the end of a container that says nothing else.</summary>
    public TimeSpan TerminationDelay => terminationDelay;

    /// <summary>A node's back-off in small: 1 s, 2 s, 4 s, ..., at most 30 s.</summary>
    public static TimeSpan RestartDelay(int crashes) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(crashes, 16)), MaximumRestartDelay.TotalSeconds));

    public Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, time, cancellationToken);

    public Task StartAsync(V1Pod pod, FakeNode node, PodSteering steering, CancellationToken cancellationToken) => PatchAsync(
        pod, PodStatuses.Running(pod, node.Address, steering.Address ?? NextAddress(), steering.Ready, Now), cancellationToken);

    public async Task PatchAsync(V1Pod pod, V1PodStatus status, CancellationToken cancellationToken)
    {
        // The uid keeps the patch from a namesake that took the pod's place.
        var patch = new V1Pod { Metadata = new V1ObjectMeta { Uid = pod.Metadata.Uid }, Status = status };
        using var slot = await TakeSlotAsync(cancellationToken);
        await client.CoreV1.PatchNamespacedPodStatusAsync(
            new V1Patch(patch, V1Patch.PatchType.StrategicMergePatch), pod.Metadata.Name, pod.Metadata.NamespaceProperty,
            cancellationToken: cancellationToken);
    }

    public async Task RemoveAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        using var slot = await TakeSlotAsync(cancellationToken);
        await client.CoreV1.DeleteNamespacedPodAsync(
            pod.Metadata.Name, pod.Metadata.NamespaceProperty,
            new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } },
            cancellationToken: cancellationToken);
    }

    public void Dispose() => _calls.Dispose();

    // 198.18.0.0/15 is set aside for benchmarks (RFC 2544): no packet for it finds anybody.
    private string NextAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return FormattableString.Invariant($"198.19.{number / 250 % 256}.{number % 250 + 1}");
    }

    private async Task<IDisposable> TakeSlotAsync(CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken);
        return new Slot(_calls);
    }

    private sealed class Slot(SemaphoreSlim calls) : IDisposable
    {
        public void Dispose() => calls.Release();
    }
}
