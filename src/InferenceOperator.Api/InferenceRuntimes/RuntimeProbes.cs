using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>The server's probes.</summary>
public sealed class RuntimeProbes
{
    /// <summary>Loading: until it succeeds the other probes wait.</summary>
    public V1Probe? Startup { get; set; }

    /// <summary>Serving.</summary>
    public V1Probe? Readiness { get; set; }

    /// <summary>Alive.</summary>
    public V1Probe? Liveness { get; set; }
}
