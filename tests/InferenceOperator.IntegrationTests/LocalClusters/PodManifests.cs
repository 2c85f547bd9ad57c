using System.Globalization;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.LocalClusters;

internal static class PodManifests
{
    public static V1Pod Pod(string name, Dictionary<string, string> annotations) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Annotations = annotations },
        Spec = new V1PodSpec { RestartPolicy = "Never", Containers = [Container(gpus: 0)] },
    };

    public static V1Deployment Deployment(string name, int replicas, int gpus)
    {
        var labels = new Dictionary<string, string> { ["app"] = name };
        return new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [Container(gpus)] },
                },
            },
        };
    }

    private static V1Container Container(int gpus) => new()
    {
        Name = "main",
        Image = "local/none:1",
        Resources = gpus == 0
            ? null
            : new V1ResourceRequirements
            {
                Limits = new Dictionary<string, ResourceQuantity>
                {
                    ["nvidia.com/gpu"] = new(gpus.ToString(CultureInfo.InvariantCulture)),
                },
            },
    };
}
