using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using k8s;

namespace InferenceOperator.IntegrationTests.RealNodes;

[Collection(RealNodeRemovalCollection.Name)]
[Trait("Category", "E2E")]
public sealed class RealNodeRemovalTests
{
    [Fact]
    public async Task Nothing_is_left_behind_while_pods_and_services_were_there()
    {
        var before = Sysctls.Read();
        (await RealNodeLeftovers.FindAsync(before)).Should().BeEmpty("the machine should be clean before the test");

        string folder;
        await using (var cluster = await LocalCluster.StartAsync(new ClusterOptions { RealNode = new RealNodeOptions() }))
        {
            folder = cluster.Folder.Path;
            await cluster.Client.CoreV1.CreateNamespacedPodAsync(Pods.Shell("stays", ImageCatalog.Busybox, "trap '' TERM; sleep 1000"), "default");
            await Eventually.GetAsync(
                () => cluster.Client.CoreV1.ReadNamespacedPodAsync("stays", "default"), Pods.IsReady);
            (await RealNodeLeftovers.FindAsync(before)).Should().NotBeEmpty("the check must see a node that is there");

            var second = () => LocalCluster.StartAsync(new ClusterOptions { RealNode = new RealNodeOptions() });
            (await second.Should().ThrowAsync<RealNodeUnavailableException>()).WithMessage("*demo-down*");
        }

        (await RealNodeLeftovers.FindAsync(before)).Should().BeEmpty();
        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task A_node_whose_owner_was_killed_is_removed_by_down()
    {
        var before = Sysctls.Read();
        using var folder = TemporaryFolder.Create();
        var log = folder.Combine("up.log");
        await using var owner = new ManagedProcess(new ProcessSpec("owner", "dotnet", [Program, "up", "--real-node", "--name", "killed"])
        {
            LogFile = log,
            Ready = async token => (await File.ReadAllTextAsync(log, token)).Contains("up until", StringComparison.Ordinal),
        });
        await owner.StartAsync();

        await owner.KillAsync();
        (await RealNodeLeftovers.FindAsync(before)).Should().NotBeEmpty("nobody has removed the node yet");
        await CommandRunner.RunAsync("dotnet", [Program, "down", "--name", "killed"]);

        (await RealNodeLeftovers.FindAsync(before)).Should().BeEmpty();
    }

    private static string Program => typeof(LocalCluster).Assembly.Location;
}
