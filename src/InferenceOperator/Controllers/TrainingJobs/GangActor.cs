using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.TrainingJobs.Manifests;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Kubernetes;
using InferenceOperator.Translation;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>Does what the plan says: makes workers, asks them to stop, lets their pods go.</summary>
internal sealed partial class GangActor(ChildApplier children, IResourceStores stores, IResourceClient client, ILogger<GangActor> logger)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan TerminatingDelay = TimeSpan.FromSeconds(1);

    /// <summary>Acts. Every action may be repeated; what was done already is found done.</summary>
    /// <param name="pass">The pass, with its plan.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>A task.</returns>
    public async Task ActAsync(TrainingPass pass, CancellationToken cancellationToken)
    {
        await EachAsync(pass.Plan.Actions.OfType<GangAction.Stop>(), stop => StopAsync(Pod(pass, stop.Pod), cancellationToken));
        await EachAsync(pass.Plan.Actions.OfType<GangAction.Release>(), release => ReleaseAsync(client, Pod(pass, release.Pod), cancellationToken));
        var wanted = pass.Plan.Actions.OfType<GangAction.Create>().ToList();
        if (wanted.Count > 0 && await MasterAddressAsync(pass, cancellationToken) is { } master) await CreateAsync(pass, wanted, master, cancellationToken);
    }

    /// <summary>Takes our finalizer off a pod; others stay. The write fails, and is retried, when the list changed meanwhile.</summary>
    /// <param name="client">The client.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    public static async Task ReleaseAsync(IResourceClient client, V1Pod pod, CancellationToken cancellationToken)
    {
        var others = (pod.Metadata.Finalizers ?? []).Where(name => name != Labels.CheckpointFinalizer).Select(name => (JsonNode)name).ToArray();
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid, ["resourceVersion"] = pod.Metadata.ResourceVersion, ["finalizers"] = new JsonArray(others) },
        };
        await client.MergePatchAsync<V1Pod>(ObjectKey.Of(pod), patch, null, cancellationToken);
    }

    // Side by side: a gang of hundreds is to start and to yield at once.
    private static Task EachAsync<T>(IEnumerable<T> actions, Func<T, Task> act) =>
        Parallel.ForEachAsync(actions, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (action, _) => await act(action));

    private static V1Pod Pod(TrainingPass pass, string name) => pass.Pods.First(pod => pod.Metadata.Name == name);

    private async Task StopAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        // As it was seen: one that has ended by itself meanwhile has nothing to be asked, and the job may be done.
        await client.DeleteAsync<V1Pod>(ObjectKey.Of(pod), pod.Metadata.Uid, pod.Metadata.ResourceVersion, cancellationToken);
        LogStopped(pod.Metadata.NamespaceProperty, pod.Metadata.Name);
    }

    /// <summary>The address of rank 0; null until its Service is there. A single worker meets nobody: it needs neither.</summary>
    private async Task<string?> MasterAddressAsync(TrainingPass pass, CancellationToken cancellationToken)
    {
        if (pass.Job.Spec.Workers == 1) return "";
        foreach (var service in (V1Service[])[RendezvousServices.Workers(pass.Job), RendezvousServices.Master(pass.Job)])
        {
            if (await ApplyAsync(pass, service, cancellationToken) is not { } stall) continue;
            pass.LookAgainAfter(Refusal.RetryDelay);
            pass.Stall ??= stall;
            return null;
        }

        // The cache shows a new Service a moment later, and that wakes us.
        var master = stores.Of<V1Service>().Get(pass.Key with { Name = TrainingNames.Master(pass.Key.Name) });
        return master?.Metadata.DeletionTimestamp is null && master?.Spec.ClusterIP is { Length: > 0 } address ? address : null;
    }

    /// <summary>Applies a Service.</summary>
    /// <returns>Why it could not be; null when it could.</returns>
    private async Task<Stall?> ApplyAsync(TrainingPass pass, V1Service service, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await children.ApplyAsync(service, cancellationToken);
            if (outcome == ChildOutcome.Terminating) pass.LookAgainAfter(TerminatingDelay);
            return outcome != ChildOutcome.Foreign ? null : new Stall(
                ConditionReasons.NameConflict, $"Service \"{service.Metadata.Name}\" exists and belongs to somebody else: delete it, or give the job another name");
        }
        catch (KubernetesApiException e) when (Refusal.Is(e))
        {
            return new Stall(ConditionReasons.ApplyRefused, e.Message);
        }
    }

    private async Task CreateAsync(TrainingPass pass, List<GangAction.Create> wanted, string master, CancellationToken cancellationToken)
    {
        var grace = GoDuration.Parse(pass.Job.Spec.Checkpoint.GracePeriod);
        var refusals = new ConcurrentQueue<string>();
        await EachAsync(wanted, async worker =>
        {
            if (refusals.IsEmpty && await CreateAsync(worker, WorkerPodBuilder.Build(pass.Job, worker, grace, master), pass, cancellationToken) is { } refusal)
                refusals.Enqueue(refusal);
        });
        if (!refusals.TryDequeue(out var first)) return;
        pass.Refusal = first;
        pass.LookAgainAfter(Refusal.RetryDelay);
    }

    /// <summary>Makes a worker that is not there yet.</summary>
    /// <returns>Why it was refused; null when it was not.</returns>
    private async Task<string?> CreateAsync(GangAction.Create worker, V1Pod pod, TrainingPass pass, CancellationToken cancellationToken)
    {
        if (Conflict(pass, pod) is { } conflict) return conflict;
        try
        {
            if (await client.CreateAsync(pod, cancellationToken) is not null)
                LogCreated(pod.Metadata.NamespaceProperty, pod.Metadata.Name, worker.Attempt, worker.WorldSize);
            return null;
        }
        catch (KubernetesApiException e) when (Refusal.Is(e))
        {
            return e.Message;
        }
    }

    private string? Conflict(TrainingPass pass, V1Pod pod)
    {
        if (stores.Of<V1Pod>().Get(ObjectKey.Of(pod)) is not { } live) return null;
        var owner = Owners.ControllerOf(live);
        if (owner?.Uid == pass.Job.Metadata.Uid || (owner?.Kind == TrainingJob.KindName && owner.Name == pass.Key.Name)) return null;
        return $"Pod \"{pod.Metadata.Name}\" exists and belongs to somebody else: delete it, or give the job another name";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Namespace}/{Pod} made: attempt {Attempt}, world size {WorldSize}")]
    private partial void LogCreated(string @namespace, string pod, int attempt, int worldSize);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {Namespace}/{Pod} asked to stop")]
    private partial void LogStopped(string @namespace, string pod);
}
