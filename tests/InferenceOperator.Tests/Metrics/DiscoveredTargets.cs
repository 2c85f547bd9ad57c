using k8s.Models;

namespace InferenceOperator.Tests.Metrics;

/// <summary>What Prometheus' discovery makes of a pod: a target for each declared port, and one for each container that declares none.</summary>
internal static class DiscoveredTargets
{
    public static IEnumerable<Dictionary<string, string>> Of(V1PodTemplateSpec pod) =>
        (pod.Spec.InitContainers ?? []).Concat(pod.Spec.Containers).SelectMany(container => Of(container, pod.Metadata));

    private static IEnumerable<Dictionary<string, string>> Of(V1Container container, V1ObjectMeta pod) => container.Ports is { Count: > 0 } ports
        ? ports.Select(port => new Dictionary<string, string>(Common(container, pod))
        {
            ["__address__"] = $"10.0.0.1:{port.ContainerPort}",
            ["__meta_kubernetes_pod_container_port_name"] = port.Name,
        })
        : [new Dictionary<string, string>(Common(container, pod)) { ["__address__"] = "10.0.0.1" }];

    private static Dictionary<string, string> Common(V1Container container, V1ObjectMeta pod)
    {
        var labels = new Dictionary<string, string>
        {
            ["__meta_kubernetes_pod_container_name"] = container.Name,
            ["__meta_kubernetes_pod_phase"] = "Running",
        };
        foreach (var (name, value) in pod.Labels) labels["__meta_kubernetes_pod_label_" + Spelled(name)] = value;
        foreach (var (name, value) in pod.Annotations) labels["__meta_kubernetes_pod_annotation_" + Spelled(name)] = value;
        return labels;
    }

    private static string Spelled(string name) => name.Replace('.', '_').Replace('/', '_').Replace('-', '_');
}
