using System.Globalization;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>Environment of the server. Kubernetes expands $(NAME) in arguments and in later variables, so ours come first.</summary>
internal static class EnvironmentBuilder
{
    /// <summary>Path of the model's file or folder.</summary>
    public const string ModelPath = "MODEL_PATH";

    /// <summary>Name of the model.</summary>
    public const string ModelName = "MODEL_NAME";

    /// <summary>Port to serve on.</summary>
    public const string HttpPort = "HTTP_PORT";

    /// <summary>GPUs that the container runtime of NVIDIA gives.</summary>
    private const string VisibleDevices = "NVIDIA_VISIBLE_DEVICES";

    /// <summary>The variables: ours, the runtime's, the model owner's; a later one of the same name wins, but ours stay. For a model without GPUs, none is visible unless somebody says so.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The variables.</returns>
    public static List<V1EnvVar> Build(WorkloadInputs inputs)
    {
        var ours = new List<V1EnvVar>
        {
            new() { Name = ModelPath, Value = inputs.Location.Path },
            new() { Name = ModelName, Value = inputs.Name },
            new() { Name = HttpPort, Value = inputs.Ports[0].ContainerPort.ToString(CultureInfo.InvariantCulture) },
        };
        var theirs = Defaults(inputs).Concat(inputs.Runtime.Spec.Env ?? []).Concat(inputs.Spec.Template?.Env ?? [])
            .Where(variable => ours.TrueForAll(own => own.Name != variable.Name))
            .GroupBy(variable => variable.Name)
            .Select(same => same.Last());
        return [.. ours, .. theirs];
    }

    // Images based on nvidia/cuda ask for all GPUs of the node, also for a pod that asked for none: they are other pods'.
    private static IEnumerable<V1EnvVar> Defaults(WorkloadInputs inputs) => inputs.GpuCount > 0 ? [] : [new V1EnvVar { Name = VisibleDevices, Value = "void" }];
}
