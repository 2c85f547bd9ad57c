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
        using var dockers = new FoldersOfOthers("/run/containerd", "/var/lib/cni");
        var before = MachineState.WithoutNode();
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
        dockers.AreThere.Should().BeTrue();
    }

    [Fact]
    public async Task A_node_whose_owner_was_killed_is_removed_by_down()
    {
        var before = MachineState.WithoutNode();
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

    /// <summary>Folders as Docker or containerd has them on the machine; those that were not there before go in the end.</summary>
    private sealed class FoldersOfOthers(params string[] folders) : IDisposable
    {
        private readonly List<string> _made = [.. folders.Where(folder => !Directory.Exists(folder)).Select(folder => Directory.CreateDirectory(folder).FullName)];

        public bool AreThere => folders.All(Directory.Exists);

        public void Dispose() => _made.ForEach(folder => Directory.Delete(folder, recursive: true));
    }
}
