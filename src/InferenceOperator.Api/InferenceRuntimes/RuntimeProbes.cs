using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>The server's probes.</summary>
public sealed class RuntimeProbes
{
    private const string HandlerRule = "[has(self.httpGet), has(self.grpc), has(self.tcpSocket), has(self.exec)].filter(given, given).size() == 1";

    /// <summary>Loading: until it succeeds the other probes wait.</summary>
    [Rule(HandlerRule, RuleMessages.ProbeHandler)]
    public V1Probe? Startup { get; set; }

    /// <summary>Serving.</summary>
    [Rule(HandlerRule, RuleMessages.ProbeHandler)]
    public V1Probe? Readiness { get; set; }

    /// <summary>Alive.</summary>
    [Rule(HandlerRule, RuleMessages.ProbeHandler)]
    public V1Probe? Liveness { get; set; }
}
