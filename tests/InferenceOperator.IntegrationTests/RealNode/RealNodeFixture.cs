using InferenceOperator.LocalClusters;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.RealNodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.RealNodes;

/// <summary>A cluster with one real node of 4 GPUs.</summary>
public sealed class RealNodeFixture : IAsyncLifetime
{
    private static readonly ClusterOptions Options = new()
    {
        RealNode = new RealNodeOptions { Images = [ImageCatalog.Busybox, ImageCatalog.Trainer, ImageCatalog.Server] },
    };

    public LocalCluster Cluster { get; private set; } = null!;

    public IKubernetes Client => Cluster.Client;

    public RealNode Node => Cluster.RealNode
        ?? throw new InvalidOperationException("these tests are about the local node: unset KUBECONFIG_UNDER_TEST");

    public async Task InitializeAsync() => Cluster = await LocalCluster.StartAsync(Options, new ConsoleProgress());

    // Null when it could not be started, which is then the failure to see.
    public async Task DisposeAsync() => await (Cluster?.DisposeAsync() ?? ValueTask.CompletedTask);

    public async Task<string> NewNamespaceAsync(string prefix)
    {
        var name = $"{prefix}-{Guid.NewGuid():N}"[..(prefix.Length + 9)];
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });
        await Cluster.WaitUntilPodsAreTakenAsync(name);
        return name;
    }

    /// <summary>Makes a pod and waits until its state is as wanted.</summary>
    public async Task<V1Pod> RunAsync(string @namespace, V1Pod pod, Func<V1Pod, bool> wanted)
    {
        await Client.CoreV1.CreateNamespacedPodAsync(pod, @namespace);
        return await WaitForPodAsync(@namespace, pod.Metadata.Name, wanted);
    }

    public Task<V1Pod> WaitForPodAsync(string @namespace, string name, Func<V1Pod, bool> wanted) =>
        Eventually.GetAsync(() => Client.CoreV1.ReadNamespacedPodAsync(name, @namespace), wanted);

    public async Task<string> LogsAsync(string @namespace, string pod)
    {
        await using var stream = await Client.CoreV1.ReadNamespacedPodLogAsync(pod, @namespace);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
