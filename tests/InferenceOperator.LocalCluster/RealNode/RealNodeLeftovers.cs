using InferenceOperator.LocalClusters.Files;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>Looks for anything that a real node leaves on a machine when it is not removed wholly.</summary>
public static class RealNodeLeftovers
{
    /// <param name="sysctlsBefore">Kernel settings to compare with; null leaves them out.</param>
    /// <returns>One line for each thing found; empty on a clean machine.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(IReadOnlyDictionary<string, string>? sysctlsBefore = null)
    {
        var folders = Path.Combine(Path.GetTempPath(), TemporaryFolder.Prefix);
        var changed = sysctlsBefore is null ? [] : sysctlsBefore.Except(Sysctls.Read()).Select(pair => $"{pair.Key} (was {pair.Value})");
        return
        [
            .. Lines("process", NodeProcesses.Of(folders).Select(process => $"{process.Id} {process.Program}")),
            .. Lines("cgroup", PodCgroups.Roots),
            .. Lines("mount", NodeMounts.Of(folders)),
            .. Lines("network namespace", NodeMounts.NamespaceFiles),
            .. Lines("link", NodeNetwork.ExistingBridges),
            .. Lines("iptables chain", await IptablesChains.FindAsync()),
            .. Lines("folder", FixedFolders.Existing),
            .. Lines("file", File.Exists(NodeState.StateFile) ? [NodeState.StateFile] : []),
            .. Lines("sysctl", changed),
        ];
    }

    private static IEnumerable<string> Lines(string kind, IEnumerable<string> found) => found.Select(what => $"{kind} {what}");
}
