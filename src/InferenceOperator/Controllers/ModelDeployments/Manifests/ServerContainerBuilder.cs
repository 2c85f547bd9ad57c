using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The container that serves the model.</summary>
internal static class ServerContainerBuilder
{
    /// <summary>Name of the container.</summary>
    public const string Name = "server";

    /// <summary>Metrics preset of the product's own server.</summary>
    public const string OwnServerPreset = "onnx";

    /// <summary>Seconds for endpoints to be updated everywhere before a server that stops at once gets its SIGTERM.</summary>
    private const long EndpointSeconds = 5;

    /// <summary>Builds the container.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The container.</returns>
    public static V1Container Build(WorkloadInputs inputs)
    {
        var runtime = inputs.Runtime.Spec;
        return new V1Container
        {
            Name = Name,
            Image = runtime.Image,
            ImagePullPolicy = runtime.ImagePullPolicy,
            Command = runtime.Command,
            Args = runtime.Args,
            Env = EnvironmentBuilder.Build(inputs),
            Ports = inputs.Ports.Select(port => new V1ContainerPort { Name = port.Name, ContainerPort = port.ContainerPort, Protocol = "TCP" }).ToList(),
            Resources = GpuResources.Requirements(inputs),
            StartupProbe = ProbeBuilder.Startup(inputs),
            ReadinessProbe = ProbeBuilder.Readiness(inputs),
            LivenessProbe = ProbeBuilder.Liveness(inputs),
            Lifecycle = Lifecycle(inputs),
            SecurityContext = SecurityContexts.Container(),
            VolumeMounts = Volumes.OfServer(inputs),
            TerminationMessagePolicy = "FallbackToLogsOnError",
        };
    }

    // A pod's endpoints go while it is already stopping, and clients keep sending for a moment. Our own server answers through that window by
    // itself after SIGTERM. Others may stop at once: the kubelet holds their SIGTERM back where it can. An exec hook would need a shell,
    // which an image need not have, so on older clusters there is none.
    private static V1Lifecycle? Lifecycle(WorkloadInputs inputs) =>
        inputs.Runtime.Spec.Metrics.Preset == OwnServerPreset || !inputs.NativeSleep
            ? null
            : new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = EndpointSeconds } } };
}
