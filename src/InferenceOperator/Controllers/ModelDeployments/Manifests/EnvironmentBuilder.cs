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

    /// <summary>The variables: ours, the runtime's, the model owner's; a later one of the same name wins, but ours stay.</summary>
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
        var theirs = (inputs.Runtime.Spec.Env ?? []).Concat(inputs.Spec.Template?.Env ?? [])
            .Where(variable => ours.TrueForAll(own => own.Name != variable.Name))
            .GroupBy(variable => variable.Name)
            .Select(same => same.Last());
        return [.. ours, .. theirs];
    }
}
