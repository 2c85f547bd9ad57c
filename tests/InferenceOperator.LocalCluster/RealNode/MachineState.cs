namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>What a real node changes of a machine and must give back: others (Docker, containerd) may use the same folders and settings.</summary>
/// <param name="Sysctls">The kernel's settings.</param>
/// <param name="Folders">Those of the fixed folders that are there.</param>
public sealed record MachineState(IReadOnlyDictionary<string, string> Sysctls, IReadOnlyList<string> Folders)
{
    /// <summary>As it is now; while a real node is on the machine, or was left there by a kill -9, as it was before that node.</summary>
    public static MachineState WithoutNode() => NodeState.Load() is { } node
        ? new MachineState(node.Sysctls, node.ExistingFolders)
        : new MachineState(RealNodes.Sysctls.Read(), FixedFolders.Existing);
}
