using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The server's probes: the runtime's own, or those of its protocol.</summary>
internal static class ProbeBuilder
{
    /// <summary>Seconds that a model may take to load before its container is restarted.</summary>
    private const int LoadSeconds = 1800;

    /// <summary>Until it succeeds the other probes wait: the model loads and warms up.</summary>
    public static V1Probe Startup(WorkloadInputs inputs) => inputs.Runtime.Spec.Probes?.Startup
        ?? Probe(inputs, ReadyPath(inputs), periodSeconds: 1, failureThreshold: LoadSeconds);

    /// <summary>Whether requests are sent to the pod.</summary>
    public static V1Probe Readiness(WorkloadInputs inputs) => inputs.Runtime.Spec.Probes?.Readiness
        ?? Probe(inputs, ReadyPath(inputs), periodSeconds: 2, failureThreshold: 3);

    /// <summary>Whether the container is restarted: patient, since a restart costs a model load and answers nobody sooner.</summary>
    public static V1Probe Liveness(WorkloadInputs inputs) => inputs.Runtime.Spec.Probes?.Liveness
        ?? Probe(inputs, LivePath(inputs), periodSeconds: 10, failureThreshold: 6);

    private static string? ReadyPath(WorkloadInputs inputs) => inputs.Runtime.Spec.Protocol switch
    {
        RuntimeProtocols.OpenInferenceV2 => "/v2/health/ready",
        RuntimeProtocols.OpenAI => "/health",
        _ => null,
    };

    private static string? LivePath(WorkloadInputs inputs) => inputs.Runtime.Spec.Protocol switch
    {
        RuntimeProtocols.OpenInferenceV2 => "/v2/health/live",
        RuntimeProtocols.OpenAI => "/health",
        _ => null,
    };

    private static V1Probe Probe(WorkloadInputs inputs, string? path, int periodSeconds, int failureThreshold)
    {
        IntOrString port = inputs.Ports[0].Name;
        return new V1Probe
        {
            HttpGet = path is null ? null : new V1HTTPGetAction { Path = path, Port = port, Scheme = ServerTls.IsOn(inputs) ? "HTTPS" : null },
            TcpSocket = path is null ? new V1TCPSocketAction { Port = port } : null,
            PeriodSeconds = periodSeconds,
            FailureThreshold = failureThreshold,
            TimeoutSeconds = 5,
        };
    }
}
