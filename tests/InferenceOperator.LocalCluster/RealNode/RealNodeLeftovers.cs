using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>Looks for anything that a real node leaves on a machine when it is not removed wholly.</summary>
public static class RealNodeLeftovers
{
    /// <param name="before">What to compare with.</param>
    /// <returns>One line for each thing found; empty on a clean machine.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(MachineState before)
    {
        var folders = Path.Combine(Path.GetTempPath(), TemporaryFolder.Prefix);
        var changed = before.Sysctls.Except(Sysctls.Read()).Select(pair => $"{pair.Key} (was {pair.Value})");
        return
        [
            .. Lines("process", NodeProcesses.Of(folders).Select(process => $"{process.Id} {process.Program}")),
            .. Lines("cgroup", PodCgroups.Roots),
            .. Lines("mount", NodeMounts.Of(folders)),
            .. Lines("network namespace", NodeMounts.NamespaceFiles),
            .. Lines("link", NodeNetwork.ExistingBridges),
            .. Lines("iptables chain", await IptablesChains.FindAsync()),
            .. Lines("folder", FixedFolders.Existing.Except(before.Folders)),
            .. Lines("file", File.Exists(NodeState.StateFile) ? [NodeState.StateFile] : []),
            .. Lines("sysctl", changed),
        ];
    }

    private static IEnumerable<string> Lines(string kind, IEnumerable<string> found) => found.Select(what => $"{kind} {what}");
}
