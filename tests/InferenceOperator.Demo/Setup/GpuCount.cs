using InferenceOperator.LocalClusters.RealNodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Demo.Setup;

/// <summary>The cluster's GPUs, and those that pods on its nodes hold.</summary>
internal sealed record GpuCount(int Held, int Allocatable)
{
    public static async Task<GpuCount> ReadAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        var nodes = await client.CoreV1.ListNodeAsync(cancellationToken: cancellationToken);
        var pods = await client.CoreV1.ListPodForAllNamespacesAsync(cancellationToken: cancellationToken);
        var holding = pods.Items.Where(pod => pod.Spec.NodeName is not null && pod.Status.Phase is not ("Succeeded" or "Failed"));
        return new GpuCount(
            holding.SelectMany(pod => pod.Spec.Containers).Sum(container => Gpus(container.Resources?.Limits)),
            nodes.Items.Sum(node => Gpus(node.Status.Allocatable)));
    }

    private static int Gpus(IDictionary<string, ResourceQuantity>? resources) =>
        resources?.TryGetValue(RealNode.GpuResource, out var quantity) == true ? quantity.ToInt32() : 0;
}
