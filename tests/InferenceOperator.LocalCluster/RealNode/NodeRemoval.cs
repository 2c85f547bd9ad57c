namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>Removes a node wholly. Each step may be done again, so a removal that was cut off is simply repeated.</summary>
public static class NodeRemoval
{
    /// <exception cref="AggregateException">Something could not be removed; the other steps were still done.</exception>
    public static async Task RunAsync(NodeState state)
    {
        List<Exception> failures = [];
        Func<Task>[] steps =
        [
            () => NodeProcesses.KillAsync(state.Folder),
            PodCgroups.RemoveAsync,
            () => NodeMounts.RemoveAsync(state.Folder),
            NodeNetwork.RemoveAsync,
            IptablesChains.RemoveAsync,
            () => Do(() => FixedFolders.Remove([.. state.ExistingFolders])),
            () => Do(() => Sysctls.Restore(state.Sysctls)),
        ];
        foreach (var step in steps)
        {
            try
            {
                await step();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0) throw new AggregateException("the real node could not be removed wholly", failures);
        File.Delete(NodeState.StateFile);
    }

    /// <summary>Removes the node whose owner was killed; a node whose owner is alive is left to it.</summary>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> RemoveAbandonedAsync()
    {
        if (NodeState.Load() is null) return false;
        using var machine = NodeLock.TryTake();
        // Again, now that nobody can remove it meanwhile.
        if (machine is null || NodeState.Load() is not { } state) return false;
        await RunAsync(state);
        if (Directory.Exists(state.Folder)) Directory.Delete(state.Folder, recursive: true);
        return true;
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
