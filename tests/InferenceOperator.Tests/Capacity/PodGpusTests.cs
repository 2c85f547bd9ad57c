using InferenceOperator.Capacity;
using k8s.Models;

namespace InferenceOperator.Tests.Capacity;

public sealed class PodGpusTests
{
    [Fact]
    public void Containers_add_up() => Gpus(containers: [Container(2), Container(1)]).Should().Be(3);

    [Fact]
    public void Init_containers_run_one_after_another() => Gpus([Container(1), Container(4), Container(2)], [Container(1)]).Should().Be(4);

    [Fact]
    public void Init_containers_give_back_what_they_held() => Gpus([Container(2)], [Container(3)]).Should().Be(3);

    [Fact]
    public void Sidecars_stay_beside_the_containers() => Gpus([Sidecar(1), Sidecar(1)], [Container(2)]).Should().Be(4);

    [Fact]
    public void An_init_container_runs_beside_the_sidecars_before_it() => Gpus([Sidecar(2), Container(5), Sidecar(1)], [Container(1)]).Should().Be(7);

    [Fact]
    public void Limits_count_where_requests_are_missing()
    {
        var container = new V1Container { Resources = new V1ResourceRequirements { Limits = Gpu(2) } };

        PodGpus.Of(new V1PodSpec { Containers = [container] })["nvidia.com/gpu"].Should().Be(2);
    }

    [Fact]
    public void Whole_GPUs_and_MIG_devices_are_counted_apart_and_nothing_else_is()
    {
        var resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity>
            {
                ["nvidia.com/gpu"] = new("1"),
                ["nvidia.com/mig-1g.10gb"] = new("2"),
                ["cpu"] = new("4"),
                ["amd.com/gpu"] = new("8"),
            },
        };

        PodGpus.Of(new V1PodSpec { Containers = [new V1Container { Resources = resources }] })
            .Should().BeEquivalentTo(new Dictionary<string, int> { ["nvidia.com/gpu"] = 1, ["nvidia.com/mig-1g.10gb"] = 2 });
    }

    [Fact]
    public void A_pod_without_GPUs_holds_none()
    {
        PodGpus.Of(null).Should().BeEmpty();
        PodGpus.Of(new V1PodSpec()).Should().BeEmpty();
        PodGpus.Of(new V1PodSpec { Containers = [new V1Container(), Container(0)] }).Should().BeEmpty();
    }

    private static int Gpus(V1Container[]? init = null, V1Container[]? containers = null) =>
        PodGpus.Of(new V1PodSpec { InitContainers = init, Containers = containers })["nvidia.com/gpu"];

    private static V1Container Container(int gpus) => new() { Resources = new V1ResourceRequirements { Requests = Gpu(gpus), Limits = Gpu(gpus) } };

    private static V1Container Sidecar(int gpus)
    {
        var container = Container(gpus);
        container.RestartPolicy = "Always";
        return container;
    }

    private static Dictionary<string, ResourceQuantity> Gpu(int count) => new() { ["nvidia.com/gpu"] = new(count.ToString(System.Globalization.CultureInfo.InvariantCulture)) };
}
