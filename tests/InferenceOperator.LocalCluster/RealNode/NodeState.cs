using System.Text.Json;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>What must be known to remove the node after the process that started it is gone.</summary>
/// <param name="Folder">The folder that its programs work in.</param>
/// <param name="Sysctls">The kernel's settings before.</param>
/// <param name="ExistingFolders">Those of the fixed folders that were there before and stay.</param>
public sealed record NodeState(
    string Folder, IReadOnlyDictionary<string, string> Sysctls, IReadOnlyList<string> ExistingFolders)
{
    /// <summary>In memory, so that a reboot, which ends the node, forgets it.</summary>
    public const string StateFile = "/run/inference-operator-node.json";

    public const string LockFile = "/run/inference-operator-node.lock";

    public static NodeState? Load() =>
        File.Exists(StateFile) ? JsonSerializer.Deserialize<NodeState>(File.ReadAllBytes(StateFile)) : null;

    public void Save()
    {
        var unfinished = StateFile + ".tmp";
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(unfinished, StateFile, overwrite: true);
    }
}
