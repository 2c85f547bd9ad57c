using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Integrations;

/// <summary>Writes Events on objects of other controllers' kinds.</summary>
internal sealed class ForeignEvents(IEventRecorder recorder)
{
    /// <summary>Records an Event.</summary>
    /// <param name="job">The object.</param>
    /// <param name="severity">Normal or Warning.</param>
    /// <param name="reason">One of the product's reasons.</param>
    /// <param name="message">A sentence with numbers.</param>
    public void Record(ForeignJob job, EventSeverity severity, string reason, string message)
    {
        // A list leaves the type out, and an Event names it.
        var metadata = job.Object.Metadata;
        var about = new DynamicObject
        {
            ApiVersion = job.Kind.Type.ApiVersion,
            Kind = job.Kind.Type.Kind,
            Metadata = new V1ObjectMeta { Name = metadata.Name, NamespaceProperty = metadata.NamespaceProperty, Uid = metadata.Uid, ResourceVersion = metadata.ResourceVersion },
        };
        recorder.Record(about, severity, reason, message);
    }
}
