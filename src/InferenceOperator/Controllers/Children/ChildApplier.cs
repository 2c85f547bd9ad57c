using InferenceOperator.Api;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.Children;

/// <summary>Writes children when they differ from what is desired, and only then. Never touches an object that somebody else controls.</summary>
internal sealed partial class ChildApplier(IResourceStores stores, IResourceClient client, ILogger<ChildApplier> logger)
{
    /// <summary>A child as the cache has it this moment.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The child.</param>
    /// <param name="ownerUid">UID of the owner.</param>
    /// <returns>The child; null when there is none or it is not the owner's.</returns>
    public T? Live<T>(ObjectKey key, string ownerUid)
        where T : class, IKubernetesObject<V1ObjectMeta> => stores.Of<T>().Get(key) is { } live && Owners.IsOf(live, ownerUid) ? live : null;

    /// <summary>Makes the child what is desired.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="desired">The child, marked by <see cref="ChildState.Mark"/>.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>What was found and done.</returns>
    public async Task<ChildOutcome> ApplyAsync<T>(T desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = ObjectKey.Of(desired);
        var live = stores.Of<T>().Get(key);
        if (live is not null)
        {
            if (live.Metadata.DeletionTimestamp is not null || Whose(live, desired) == Standing.Predecessor)
                return ChildOutcome.Terminating;
            if (Whose(live, desired) == Standing.Foreign)
                return ChildOutcome.Foreign;
            if (ChildState.IsCurrent(desired, live))
                return ChildOutcome.Unchanged;
        }

        if (live is null && !await OwnerLivesAsync(desired, cancellationToken))
            return ChildOutcome.OwnerGone;
        await client.ApplyAsync(desired, cancellationToken);
        LogApplied(typeof(T).Name, key, live is null ? "made" : "brought in line");
        return live is null ? ChildOutcome.Created : ChildOutcome.Updated;
    }

    /// <summary>
    /// Whether the owner is still there, asked of the API server: when an owner is deleted the cache may show the end of its children first, and
    /// they must not be made anew for the garbage collector to remove again.
    /// </summary>
    private async Task<bool> OwnerLivesAsync(IKubernetesObject<V1ObjectMeta> child, CancellationToken cancellationToken)
    {
        var owner = Owners.ControllerOf(child)!;
        var key = new ObjectKey(child.Metadata.NamespaceProperty, owner.Name);
        IKubernetesObject<V1ObjectMeta>? live = owner.Kind == TrainingJob.KindName
            ? await client.ReadAsync<TrainingJob>(key, cancellationToken)
            : await client.ReadAsync<ModelDeployment>(key, cancellationToken);
        return live is { Metadata.DeletionTimestamp: null } && live.Metadata.Uid == owner.Uid;
    }

    /// <summary>Deletes a child that is no longer wanted, when it is the owner's.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The child.</param>
    /// <param name="ownerUid">UID of the owner.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    public async Task RemoveAsync<T>(ObjectKey key, string ownerUid, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var live = stores.Of<T>().Get(key);
        if (live is null || live.Metadata.DeletionTimestamp is not null || Owners.ControllerOf(live)?.Uid != ownerUid)
            return;
        await client.DeleteAsync<T>(key, live.Metadata.Uid, null, cancellationToken);
        LogApplied(typeof(T).Name, key, "removed");
    }

    // One whose controller was of the same name is what the garbage collector has yet to remove.
    private static Standing Whose(IKubernetesObject<V1ObjectMeta> live, IKubernetesObject<V1ObjectMeta> desired)
    {
        var owner = Owners.ControllerOf(desired)!;
        if (Owners.IsOf(live, owner.Uid))
            return Standing.Ours;
        return Owners.ControllerOf(live) is { } controller && controller.Kind == owner.Kind && controller.Name == owner.Name ? Standing.Predecessor : Standing.Foreign;
    }

    private enum Standing
    {
        Ours,
        Predecessor,
        Foreign,
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Key} {Done}")]
    private partial void LogApplied(string kind, ObjectKey key, string done);
}
