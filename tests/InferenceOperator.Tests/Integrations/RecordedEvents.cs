using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Tests.Integrations;

/// <summary>Remembers Events.</summary>
internal sealed class RecordedEvents : IEventRecorder
{
    public List<(string Kind, string Reason, string Message)> Seen { get; } = [];

    public void Record(IKubernetesObject<V1ObjectMeta> about, EventSeverity severity, string reason, string message) => Seen.Add((about.Kind, reason, message));
}
