using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Nodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.LocalClusters;

/// <summary>Clusters of their own: they are stopped and broken.</summary>
public sealed class LocalClusterTests
{
    [Fact]
    public async Task Two_clusters_run_side_by_side_and_leave_nothing_behind()
    {
        var clusters = await Task.WhenAll(StartAsync(), StartAsync());
        var processes = clusters.SelectMany(Processes).ToList();
        var folders = clusters.Select(cluster => cluster.Folder.Path).ToList();
        try
        {
            await clusters[0].Client.CoreV1.CreateNamespaceAsync(Namespace("only-here"));
            var names = (await clusters[1].Client.CoreV1.ListNamespaceAsync()).Items.Select(item => item.Metadata.Name);
            names.Should().NotContain("only-here").And.Contain("default");
            processes.Should().OnlyContain(id => Directory.Exists($"/proc/{id}")).And.HaveCount(8);
        }
        finally
        {
            foreach (var cluster in clusters) await cluster.DisposeAsync();
        }

        processes.Should().NotContain(id => Directory.Exists($"/proc/{id}"));
        folders.Should().NotContain(folder => Directory.Exists(folder));
    }

    [Fact]
    public async Task Data_and_nodes_survive_when_the_api_server_and_etcd_are_killed()
    {
        await using var cluster = await LocalCluster.StartAsync(new ClusterOptions { FakeNodes = [FakeNodeGroup.WithGpus("gpu", 1, 4)] });
        await cluster.Client.CoreV1.CreateNamespaceAsync(Namespace("kept"));

        await cluster.ApiServer.KillAsync();
        cluster.ApiServer.IsRunning.Should().BeFalse();
        await cluster.Etcd.KillAsync();
        await cluster.Etcd.StartAsync();
        await cluster.ApiServer.StartAsync();

        (await cluster.Client.CoreV1.ReadNamespaceAsync("kept")).Status.Phase.Should().Be("Active");
        await cluster.WaitUntilPodsAreTakenAsync("kept");
        await cluster.Client.AppsV1.CreateNamespacedDeploymentAsync(PodManifests.Deployment("after", replicas: 2, gpus: 2), "kept");
        await Eventually.GetAsync(
            () => cluster.Client.AppsV1.ReadNamespacedDeploymentAsync("after", "kept"), deployment => deployment.Status.AvailableReplicas == 2);
    }

    [Fact]
    public async Task Kubectl_works_through_the_kubeconfig()
    {
        await using var cluster = await StartAsync();

        var version = await cluster.KubectlAsync("version", "--output=json");

        version.Output.Should().Contain("serverVersion");
    }

    private static Task<LocalCluster> StartAsync() => LocalCluster.StartAsync();

    private static IEnumerable<int> Processes(LocalCluster cluster) =>
        new[] { cluster.Etcd, cluster.ApiServer, cluster.ControlPlane!.ControllerManager!, cluster.ControlPlane.Scheduler! }
            .Select(process => process.Id!.Value);

    private static V1Namespace Namespace(string name) => new() { Metadata = new V1ObjectMeta { Name = name } };
}
