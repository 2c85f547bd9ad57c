namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>Where the programs that make a cluster are.</summary>
public sealed record ToolPaths
{
    public required string Etcd { get; init; }

    public required string ApiServer { get; init; }

    /// <summary>Null when the given assets hold none: then nothing reconciles Deployments, garbage, ...</summary>
    public string? ControllerManager { get; init; }

    /// <summary>Null when the given assets hold none: then no pod is bound.</summary>
    public string? Scheduler { get; init; }

    public string? Kubectl { get; init; }

    public string? Helm { get; init; }

    public string? Prometheus { get; init; }

    public string? Kubelet { get; init; }

    public string? KubeProxy { get; init; }

    /// <summary>The device plugin that advertises GPUs to the kubelet: <c>fake-device-plugin RESOURCE COUNT [RESOURCE COUNT ...]</c>.</summary>
    public string? DevicePlugin { get; init; }

    /// <summary>A static <c>pause</c> binary for the sandbox image.</summary>
    public string? Pause { get; init; }

    /// <summary>Its shim and <see cref="ContainerdControl"/> lie beside it.</summary>
    public string? Containerd { get; init; }

    /// <summary>The <c>ctr</c> command.</summary>
    public string? ContainerdControl { get; init; }

    public string? Runc { get; init; }

    /// <summary>The folder with the CNI plugins <c>bridge</c>, <c>host-local</c>, <c>portmap</c>, ...</summary>
    public string? NetworkPlugins { get; init; }

    /// <summary>A static busybox.</summary>
    public string? Busybox { get; init; }

    /// <exception cref="ToolsUnavailableException">The tool is not there; says how to get it.</exception>
    public static string Require(string? path, string name) => path ?? throw new ToolsUnavailableException(
        $"this needs {name}, which the tools in use do not hold; run 'make cluster-tools' on Debian as root without KUBEBUILDER_ASSETS");
}
