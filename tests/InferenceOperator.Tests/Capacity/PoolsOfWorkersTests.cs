using FluentAssertions;
using InferenceOperator.Api;
using InferenceOperator.Capacity;
using k8s.Models;

namespace InferenceOperator.Tests.Capacity;

public sealed class PoolsOfWorkersTests
{
    private readonly World _world = new();

    [Fact]
    public void Counts_the_workers_on_nodes_by_the_pool_that_has_the_node()
    {
        Pool("a", "nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3");
        Pool("b", "rack", "7");
        _world.Node("first", 4);
        _world.Node("second", 4, node => node.Metadata.Labels = new Dictionary<string, string> { ["rack"] = "7" });
        var job = _world.Job();
        string?[] nodes = ["first", "first", "second", "gone", null];
        var workers = nodes.Select((node, rank) => _world.Worker(job, rank, pod => pod.Spec.NodeName = node)).ToList();

        new PoolsOfWorkers(_world.Caches).SharesOf(workers).Should().BeEquivalentTo(new Dictionary<string, double> { ["a"] = 0.5, ["b"] = 0.25, ["unassigned"] = 0.25 });
    }

    [Fact]
    public void Without_pools_all_of_them_are_in_the_default()
    {
        _world.Node("first", 4);

        new PoolsOfWorkers(_world.Caches).SharesOf([_world.Worker(_world.Job(), 0, pod => pod.Spec.NodeName = "first")]).Should().ContainSingle().Which.Key.Should().Be("default");
    }

    private void Pool(string name, string label, string value) => _world.Caches.Put(new GpuPool
    {
        Metadata = new V1ObjectMeta { Name = name }, Spec = new GpuPoolSpec { NodeSelector = new Dictionary<string, string> { [label] = value } },
    });
}
