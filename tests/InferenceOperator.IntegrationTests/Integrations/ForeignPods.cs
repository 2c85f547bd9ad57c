using System.Globalization;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Integrations;

/// <summary>Pods of training that is not ours.</summary>
internal static class ForeignPods
{
    public static V1PodSpec Spec(int gpus, string product)
    {
        var asked = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu"] = new(gpus.ToString(CultureInfo.InvariantCulture)) };
        return new V1PodSpec
        {
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = 5,
            NodeSelector = new Dictionary<string, string> { ["nvidia.com/gpu.product"] = product },
            Containers = [new V1Container { Name = "trainer", Image = "trainer:test", Resources = new V1ResourceRequirements { Limits = asked, Requests = asked } }],
        };
    }
}
