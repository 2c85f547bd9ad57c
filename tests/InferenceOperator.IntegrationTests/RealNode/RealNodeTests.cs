using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.RealNodes;

[Collection(RealNodeCollection.Name)]
[Trait("Category", "E2E")]
public sealed class RealNodeTests(RealNodeFixture fixture)
{
    [Fact]
    public async Task Is_ready_with_its_gpus_and_the_labels_of_gpu_feature_discovery()
    {
        var node = await fixture.Client.CoreV1.ReadNodeAsync(fixture.Node.Name);

        node.Status.Allocatable[RealNode.GpuResource].ToString().Should().Be("4");
        node.Labels().Should().Contain("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3")
            .And.Contain("nvidia.com/gpu.memory", "81559")
            .And.Contain("nvidia.com/gpu.count", "4")
            .And.Contain("nvidia.com/gpu.present", "true");
    }

    [Fact]
    public async Task A_service_is_reached_by_its_cluster_ip_from_the_host()
    {
        var space = await fixture.NewNamespaceAsync("service");
        var web = Pods.Shell("web", ImageCatalog.Busybox, "mkdir /tmp/www; echo hello > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www");
        await fixture.RunAsync(space, web, Pods.IsReady);
        var service = await fixture.Client.CoreV1.CreateNamespacedServiceAsync(
            new V1Service
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1ServiceSpec { Selector = web.Labels(), Ports = [new V1ServicePort { Port = 80, TargetPort = 8080 }] },
            },
            space);

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
        var page = "";
        // Refused until kube-proxy has seen the endpoint.
        await Waiting.UntilAsync(
            async token => (page = await http.GetStringAsync(new Uri($"http://{service.Spec.ClusterIP}/"), token)).Length > 0,
            Eventually.Timeout, TimeSpan.FromMilliseconds(100), CancellationToken.None);

        page.Trim().Should().Be("hello");
    }

    [Fact]
    public async Task Pods_reach_the_api_server_and_each_other()
    {
        var space = await fixture.NewNamespaceAsync("reach");
        var peer = await fixture.RunAsync(
            space, Pods.Shell("peer", ImageCatalog.Busybox, "exec httpd -f -p 8080 -h /etc"), Pods.IsReady);

        var probe = await fixture.RunAsync(
            space,
            Pods.Shell("probe", ImageCatalog.Busybox, $$"""
                until echo | nc -w 5 $KUBERNETES_SERVICE_HOST 443; do sleep 0.2; done
                until wget -qO- http://{{peer.Status.PodIP}}:8080/passwd; do sleep 0.2; done
                """),
            pod => Pods.Terminated(pod) is not null);

        Pods.Terminated(probe)!.ExitCode.Should().Be(0);
        (await fixture.LogsAsync(space, "probe")).Should().Contain("nonroot");
    }

    [Fact]
    public async Task Four_gpus_are_given_to_a_pod_and_five_to_none()
    {
        var space = await fixture.NewNamespaceAsync("gpus");
        await fixture.RunAsync(
            space, Pods.Shell("five", ImageCatalog.Busybox, "true").Limit((RealNode.GpuResource, "5")),
            pod => pod.Status.Conditions?.Any(condition => condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" }) == true);

        var four = await fixture.RunAsync(
            space, Pods.Shell("four", ImageCatalog.Busybox, "echo $NVIDIA_VISIBLE_DEVICES").Limit((RealNode.GpuResource, "4")),
            pod => Pods.Terminated(pod) is not null);

        Pods.Terminated(four)!.ExitCode.Should().Be(0);
        (await fixture.LogsAsync(space, "four")).Trim().Split(',').Should().BeEquivalentTo("0", "1", "2", "3");
    }

    [Fact]
    public async Task Limits_of_cpu_and_memory_are_enforced()
    {
        var space = await fixture.NewNamespaceAsync("limits");
        // What the kernel counts, not what a clock shows: each period of 100 ms in which the container was held back.
        const string Burn = "timeout 2 sh -c 'while :; do :; done'; cat /sys/fs/cgroup/cpu/cpu.stat /sys/fs/cgroup/cpu.stat 2>/dev/null";
        var held = fixture.RunAsync(
            space, Pods.Shell("held", ImageCatalog.Busybox, Burn).Limit(("cpu", "100m")), pod => Pods.Terminated(pod) is not null);
        var greedy = fixture.RunAsync(
            space, Pods.Shell("greedy", ImageCatalog.Busybox, "exec dd if=/dev/zero of=/dev/null bs=256M count=1").Limit(("memory", "32Mi")),
            pod => Pods.Terminated(pod) is not null);

        Pods.Terminated(await greedy)!.ExitCode.Should().Be(128 + UnixSignal.Kill, "the kernel kills what outgrows its memory");
        await held;
        var throttled = (await fixture.LogsAsync(space, "held")).Split('\n').Single(line => line.StartsWith("nr_throttled", StringComparison.Ordinal));
        int.Parse(throttled.Split(' ')[1]).Should().BePositive();
    }

    [Fact]
    public async Task The_model_servers_image_starts_restricted()
    {
        var space = await fixture.NewNamespaceAsync("server");
        var server = Pods.With("server", new V1Container { Name = "main", Image = ImageCatalog.Server, ImagePullPolicy = "IfNotPresent", Args = ["--help"] });

        var ended = await fixture.RunAsync(space, server.Restricted(), pod => Pods.Terminated(pod) is not null);

        Pods.Terminated(ended)!.ExitCode.Should().Be(0);
    }
}
