using InferenceOperator.Api;
using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Validation;

/// <summary>Checks an InferenceRuntime: the rules of its CRD, which old API servers drop, and what CEL cannot say.</summary>
public static class InferenceRuntimeValidator
{
    private const int LongestName = 63;

    /// <summary>Finds every rule that the object breaks; empty when it is fine.</summary>
    /// <param name="runtime">The object as read from the API.</param>
    public static IReadOnlyList<SpecViolation> Validate(InferenceRuntime runtime)
    {
        var violations = new Violations();
        var spec = runtime.Spec;
        violations.Require(runtime.Metadata.Name.Length <= LongestName, "metadata.name", RuleMessages.RuntimeName, runtime.Metadata.Name);
        violations.Require(spec.Formats is { Count: > 0 }, "spec.formats", RuleMessages.RuntimeFormats);
        violations.Require(!string.IsNullOrEmpty(spec.Image), "spec.image", RuleMessages.RuntimeImage);
        Metrics(spec, violations);
        var ports = spec.Ports?.Select(port => port.ContainerPort).ToList() ?? [];
        violations.Require(ports.Distinct().Count() == ports.Count, "spec.ports", RuleMessages.UniquePorts, string.Join(", ", ports));
        foreach (var path in spec.WritablePaths?.Where(path => !path.StartsWith('/')) ?? [])
            violations.Require(false, "spec.writablePaths", RuleMessages.AbsolutePaths, path);
        Probe(spec.Probes?.Startup, "spec.probes.startup", violations);
        Probe(spec.Probes?.Readiness, "spec.probes.readiness", violations);
        Probe(spec.Probes?.Liveness, "spec.probes.liveness", violations);
        return violations.Found;
    }

    private static void Metrics(InferenceRuntimeSpec spec, Violations violations)
    {
        violations.Require(spec.Metrics.Preset is null || spec.Metrics.Queries is null, "spec.metrics", RuleMessages.MetricsPresetOrQueries);
        violations.Require(spec.Protocol != RuntimeProtocols.Custom || spec.Metrics.Preset is null, "spec.metrics", RuleMessages.MetricsOfCustomProtocol);
        QueryChecks.Check(spec.Metrics.Queries, "spec.metrics.queries", violations);
    }

    private static void Probe(V1Probe? probe, string path, Violations violations)
    {
        if (probe is null)
            return;
        object?[] handlers = [probe.HttpGet, probe.Grpc, probe.TcpSocket, probe.Exec];
        violations.Require(handlers.Count(handler => handler is not null) == 1, path, RuleMessages.ProbeHandler);
    }
}
