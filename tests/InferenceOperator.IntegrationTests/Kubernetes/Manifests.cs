using k8s.Models;

namespace InferenceOperator.IntegrationTests.Kubernetes;

internal static class Manifests
{
    public static V1ConfigMap ConfigMap(string space, string name, string value = "1") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = space },
        Data = new Dictionary<string, string> { ["value"] = value },
    };

    public static V1Service Service(string space, string name) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = space },
        Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Port = 80, Protocol = "TCP" }], Selector = new Dictionary<string, string> { ["app"] = name } },
    };
}
