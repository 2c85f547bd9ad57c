using InferenceOperator.Api;
using k8s.Models;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class GpuResourcesTests
{
    [Fact]
    public void Asks_for_gpus_in_requests_and_limits_beside_what_the_owner_asks()
    {
        var resources = Given.PodSpec(Given.Inputs(model =>
        {
            model.Gpu.Count = 2;
            model.Resources = new V1ResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("1") },
                Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("4Gi") },
            };
        })).Containers.Single().Resources;

        resources.Requests.Should().HaveCount(2);
        resources.Requests["nvidia.com/gpu"].ToString().Should().Be("2");
        resources.Requests["cpu"].ToString().Should().Be("1");
        resources.Limits["nvidia.com/gpu"].ToString().Should().Be("2");
        resources.Limits["memory"].ToString().Should().Be("4Gi");
    }

    [Fact]
    public void Asks_for_mig_devices_instead_of_whole_gpus() =>
        Given.PodSpec(Given.Inputs(model => model.Gpu.Mig = "1g.10gb")).Containers.Single().Resources.Limits.Keys.Should().Equal("nvidia.com/mig-1g.10gb");

    [Theory]
    [InlineData("24Gi", "24575")]
    [InlineData("1Mi", "0")]
    [InlineData("25G", "23841")] // 25e9 bytes are 23841.86 MiB: the node needs 23842.
    public void Wants_nodes_with_at_least_the_memory(string memory, string greaterThan)
    {
        var expression = Expressions(model => model.Gpu.MinMemory = new ResourceQuantity(memory)).Single();

        expression.Key.Should().Be("nvidia.com/gpu.memory");
        expression.OperatorProperty.Should().Be("Gt");
        expression.Values.Should().Equal(greaterThan);
    }

    [Fact]
    public void Wants_nodes_with_one_of_the_products()
    {
        var expression = Expressions(model => model.Gpu.Products = ["NVIDIA-H100-80GB-HBM3", "NVIDIA-A10"]).Single();

        expression.Key.Should().Be("nvidia.com/gpu.product");
        expression.OperatorProperty.Should().Be("In");
        expression.Values.Should().Equal("NVIDIA-H100-80GB-HBM3", "NVIDIA-A10");
    }

    [Fact]
    public void Tolerates_the_taint_of_gpu_nodes_and_what_the_owner_says() =>
        Given.PodSpec(Given.Inputs(model => model.Template = new PodAdditions { Tolerations = [new V1Toleration { Key = "team" }] }))
            .Tolerations.Select(toleration => toleration.Key).Should().Equal("nvidia.com/gpu", "team");

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Asks_for_nothing_of_gpus_on_the_cpu(int count, bool useCpu)
    {
        var pod = Given.PodSpec(Given.Inputs(model => (model.Gpu.Count, model.Gpu.Products) = (count, ["NVIDIA-A10"])) with { UseCpu = useCpu });

        pod.Containers.Single().Resources.Should().BeNull();
        pod.Affinity.Should().BeNull();
        pod.Tolerations.Should().BeNull();
    }

    private static IList<V1NodeSelectorRequirement> Expressions(Action<ModelDeploymentSpec> model) =>
        Given.PodSpec(Given.Inputs(model)).Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms.Single().MatchExpressions;
}
