using InferenceOperator.LocalClusters.ControlPlanes;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>What the programs of a node agree on.</summary>
internal sealed record NodeLayout(ToolPaths Tools, ControlPlane ControlPlane, TemporaryFolder Folder, RealNodeOptions Options)
{
    public string ContainerdSocket => Folder.Combine("containerd.sock");

    public string Log(string component) => Folder.Combine("logs", $"{component}.log");

    /// <summary>Writes a file into the node's folder.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        var path = Folder.Combine(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
