using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>Whether the product's own server speaks TLS alone, as its arguments and variables say. Of other servers nothing is known.</summary>
internal static class ServerTls
{
    /// <summary>The server's option of its certificate; without one it speaks plain text.</summary>
    private const string Option = "--tls-cert";

    /// <summary>The same as a variable.</summary>
    private const string Variable = "INFERENCE_TLS_CERT";

    /// <summary>Looks at the runtime's arguments, and at the variables of the runtime and the model's owner.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>True where probes and scrapes must use HTTPS.</returns>
    public static bool IsOn(WorkloadInputs inputs) =>
        inputs.Runtime.Spec.Metrics.Preset == ServerContainerBuilder.OwnServerPreset
        && ((inputs.Runtime.Spec.Args ?? []).Any(IsCertificate) || EnvironmentBuilder.Build(inputs).Exists(IsCertificate));

    // As the server's command line takes a value: after a space, = or a colon.
    private static bool IsCertificate(string argument) =>
        argument.StartsWith(Option, StringComparison.Ordinal) && (argument.Length == Option.Length || argument[Option.Length] is '=' or ':');

    private static bool IsCertificate(V1EnvVar variable) => variable.Name == Variable && (variable.ValueFrom is not null || !string.IsNullOrEmpty(variable.Value));
}
