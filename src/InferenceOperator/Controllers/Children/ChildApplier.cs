using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Controllers.Children;

/// <summary>Writes children when they differ from what is desired, and only then. Never touches an object that somebody else controls.</summary>
internal sealed partial class ChildApplier(IResourceStores stores, IResourceClient client, ILogger<ChildApplier> logger)
{
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

        await client.ApplyAsync(desired, cancellationToken);
        LogApplied(typeof(T).Name, key, live is null ? "made" : "brought in line");
        return live is null ? ChildOutcome.Created : ChildOutcome.Updated;
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

    // One without a controller that we applied was orphaned (kubectl delete --cascade=orphan): it is taken back. One whose controller was of the
    // same name is what the garbage collector has yet to remove.
    private static Standing Whose(IKubernetesObject<V1ObjectMeta> live, IKubernetesObject<V1ObjectMeta> desired)
    {
        var owner = Owners.ControllerOf(desired)!;
        return Owners.ControllerOf(live) switch
        {
            { } controller when controller.Uid == owner.Uid => Standing.Ours,
            { } controller when controller.Kind == owner.Kind && controller.Name == owner.Name => Standing.Predecessor,
            null when live.GetAnnotation(ChildState.AppliedAnnotation) is not null => Standing.Ours,
            _ => Standing.Foreign,
        };
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
