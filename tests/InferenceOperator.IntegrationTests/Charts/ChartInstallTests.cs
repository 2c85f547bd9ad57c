using InferenceOperator.Api;
using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Nodes;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;
using k8s;

namespace InferenceOperator.IntegrationTests.Charts;

[Trait("Category", "E2E")]
public sealed class ChartInstallTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "charts", "inference-operator");

    [Fact]
    public async Task One_install_brings_everything_an_upgrade_keeps_it_and_an_uninstall_leaves_the_CRDs_alone()
    {
        // Pods run on paper: what is proved is the chart, not the image.
        await using var cluster = await LocalCluster.StartAsync(
            new ClusterOptions { FakeNodes = [FakeNodeGroup.WithGpus("gpu", 1, 4, "NVIDIA-A10", 23028)] }, new ConsoleProgress());

        // Helm 4 applies on the server by default, and an API server that does not know CEL rules refuses them there.
        await HelmAsync(cluster, "install", "inference-operator", Folder, "-n", "inference-system", "--create-namespace", "--server-side=false", "--wait", "--timeout", "60s");

        var runtimes = await NamesAsync(cluster, InferenceRuntime.Plural);
        runtimes.Should().Equal("inferenceruntime.inferenceoperator.io/onnx");
        (await NamesAsync(cluster, "priorityclasses", "-l", "app.kubernetes.io/instance=inference-operator")).Should().HaveCount(5);
        (await cluster.Client.AppsV1.ReadNamespacedDeploymentAsync("inference-operator", "inference-system")).Status.ReadyReplicas.Should().Be(1);

        await HelmAsync(cluster, "upgrade", "inference-operator", Folder, "-n", "inference-system", "--set", "replicas=2", "--wait", "--timeout", "60s");

        (await NamesAsync(cluster, InferenceRuntime.Plural)).Should().Equal(runtimes);
        (await cluster.Client.AppsV1.ReadNamespacedDeploymentAsync("inference-operator", "inference-system")).Status.ReadyReplicas.Should().Be(2);

        await HelmAsync(cluster, "uninstall", "inference-operator", "-n", "inference-system", "--wait", "--timeout", "60s");

        (await NamesAsync(
            cluster, "clusterroles,clusterrolebindings,roles,rolebindings,deployments,services,serviceaccounts,priorityclasses,inferenceruntimes", "--all-namespaces",
            "-l", "app.kubernetes.io/instance=inference-operator")).Should().BeEmpty();
        (await NamesAsync(cluster, "crd")).Should().HaveCount(4);
    }

    private static Task<CommandResult> HelmAsync(LocalCluster cluster, params string[] arguments) =>
        CommandRunner.RunAsync(ToolPaths.Require(cluster.Tools.Helm, "helm"), ["--kubeconfig", cluster.Kubeconfig, .. arguments]);

    private static async Task<string[]> NamesAsync(LocalCluster cluster, string kinds, params string[] arguments) =>
        (await cluster.KubectlAsync(["get", kinds, "-o", "name", .. arguments])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
