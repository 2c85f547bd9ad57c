using k8s;
using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>Writes Kubernetes Events. Never throws and never waits: an Event that cannot be written is logged and dropped.</summary>
public interface IEventRecorder
{
    /// <summary>Records an Event. The same one again within ten minutes raises its count.</summary>
    /// <param name="about">The object.</param>
    /// <param name="severity">Normal or Warning.</param>
    /// <param name="reason">CamelCase reason.</param>
    /// <param name="message">A sentence with numbers.</param>
    void Record(IKubernetesObject<V1ObjectMeta> about, EventSeverity severity, string reason, string message);
}
