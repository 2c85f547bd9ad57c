using InferenceOperator.Controllers.Children;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Manifests;

/// <summary>The Service in front of a model's replicas: port 80 leads to the runtime's first port, its other ports keep their numbers.</summary>
internal static class ServiceBuilder
{
    private const int HttpPort = 80;

    /// <summary>Builds the Service.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <returns>The Service, marked for comparison.</returns>
    public static V1Service Build(WorkloadInputs inputs) => ChildState.Mark(new V1Service
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = new V1ObjectMeta
        {
            Name = inputs.Name,
            NamespaceProperty = inputs.Model.Metadata.NamespaceProperty,
            Labels = ModelLabels.All(inputs.Name, inputs.Runtime.Metadata.Name),
            OwnerReferences = [OwnerReferences.ControlledBy(inputs.Model)],
        },
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = ModelLabels.Selector(inputs.Name),
            Ports = inputs.Ports.Select((port, index) => new V1ServicePort
            {
                Name = port.Name,
                Port = index == 0 ? HttpPort : port.ContainerPort,
                TargetPort = port.Name,
                Protocol = "TCP",
            }).ToList(),
        },
    });

    /// <summary>Where a model answers inside the cluster.</summary>
    /// <param name="model">The model.</param>
    /// <returns>http://name.namespace.svc</returns>
    public static string Url(V1ObjectMeta model) => $"http://{model.Name}.{model.NamespaceProperty}.svc";
}
