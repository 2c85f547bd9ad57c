using System.Net;
using System.Threading.Channels;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Kubernetes;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>
/// Lets go the workers of jobs that are gone or going: nobody will record what they say, and our finalizer would keep their pods, and the job's
/// namespace, for ever. SIGTERM and its grace period stay: the kubelet sees to them.
/// </summary>
internal sealed partial class OrphanedWorkers(
    IResourceStore<V1Pod> pods, IResourceStore<TrainingJob> jobs, IResourceClient client, IOptions<KubernetesOperatorOptions> options,
    TimeProvider time, ILogger<OrphanedWorkers> logger) : ILeaderService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var onPods = pods.Subscribe((_, pod) => WakeWhen(pod is not null && IsHeld(pod) && IsOrphan(pod)));
        using var onJobs = jobs.Subscribe((_, job) => WakeWhen(job?.Metadata.DeletionTimestamp is not null || job is null));
        WakeWhen(true);
        while (await _wake.Reader.WaitToReadAsync(cancellationToken))
        {
            _wake.Reader.TryRead(out _);
            var failed = false;
            foreach (var pod in pods.List().Where(pod => IsHeld(pod) && IsOrphan(pod))) failed |= !await LetGoAsync(pod, cancellationToken);
            if (!failed) continue;
            await Task.Delay(RetryDelay, time, cancellationToken);
            WakeWhen(true);
        }
    }

    private void WakeWhen(bool wanted)
    {
        if (wanted) _wake.Writer.TryWrite(true);
    }

    // Pods of all namespaces are cached for their GPUs; jobs only of the watched one.
    private bool IsHeld(V1Pod pod) => pod.Metadata.Finalizers?.Contains(Labels.CheckpointFinalizer) == true
        && (options.Value.WatchNamespace is not { } watched || watched == pod.Metadata.NamespaceProperty);

    private bool IsOrphan(V1Pod pod) => Owners.ControllerOf(pod) is not { Kind: TrainingJob.KindName } owner
        || jobs.Get(new ObjectKey(pod.Metadata.NamespaceProperty, owner.Name)) is not { Metadata.DeletionTimestamp: null } job
        || job.Metadata.Uid != owner.Uid;

    private async Task<bool> LetGoAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            if (await IsReallyOrphanAsync(pod, cancellationToken))
            {
                await GangActor.ReleaseAsync(client, pod, cancellationToken);
                LogReleased(pod.Metadata.NamespaceProperty, pod.Metadata.Name);
            }

            return true;
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            // The pod has changed: its new state comes to the cache, and wakes us.
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: it must not keep the workers behind it.
            LogFailed(pod.Metadata.NamespaceProperty, pod.Metadata.Name, e.Message);
            return false;
        }
    }

    // The cache of jobs may be behind that of pods: a job made a moment ago must not lose what its workers say.
    private async Task<bool> IsReallyOrphanAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (Owners.ControllerOf(pod) is not { Kind: TrainingJob.KindName } owner) return true;
        var job = await client.ReadAsync<TrainingJob>(new ObjectKey(pod.Metadata.NamespaceProperty, owner.Name), cancellationToken);
        return job is null || job.Metadata.Uid != owner.Uid || job.Metadata.DeletionTimestamp is not null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Namespace}/{Pod} is let go: its job is gone")]
    private partial void LogReleased(string @namespace, string pod);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {Namespace}/{Pod}, whose job is gone, could not be let go yet: {Error}")]
    private partial void LogFailed(string @namespace, string pod, string error);
}
