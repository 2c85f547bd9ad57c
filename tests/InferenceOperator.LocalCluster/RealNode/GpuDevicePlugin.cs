using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>How the device plugin runs: GPUs on paper; a container gets the ids of its own in <c>NVIDIA_VISIBLE_DEVICES</c>.</summary>
internal static class GpuDevicePlugin
{
    public static ProcessSpec Spec(NodeLayout layout)
    {
        // Where the kubelet listens for plugins; it makes the folder itself, but only once it is up.
        Directory.CreateDirectory("/var/lib/kubelet/device-plugins");
        return new ProcessSpec(
            "device-plugin", ToolPaths.Require(layout.Tools.DevicePlugin, "fake-device-plugin"), [RealNode.GpuResource, $"{layout.Options.Gpus}"])
        {
            LogFile = layout.Log("device-plugin"),
            WorkingDirectory = layout.Folder.Path,
            StopTimeout = TimeSpan.Zero,
        };
    }
}
