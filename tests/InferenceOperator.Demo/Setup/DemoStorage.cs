using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Demo.Setup;

/// <summary>The namespace of the demo and its claims: the models, and a place for checkpoints.</summary>
internal static class DemoStorage
{
    /// <summary>Makes them; on a cluster that has the claims already they are used as they are.</summary>
    public static async Task CreateAsync(IKubernetes client, DemoAssets assets, string checkpoints, CancellationToken cancellationToken)
    {
        var namespaces = await client.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name={DemoContext.Namespace}", cancellationToken: cancellationToken);
        if (namespaces.Items.Count == 0) await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = DemoContext.Namespace } }, cancellationToken: cancellationToken);
        var claims = await client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(DemoContext.Namespace, cancellationToken: cancellationToken);
        foreach (var (claim, folder) in new[] { ("models", assets.Folder), ("checkpoints", checkpoints) })
        {
            if (claims.Items.All(existing => existing.Metadata.Name != claim))
                await HostVolume.CreateAsync(client, DemoContext.Namespace, claim, folder, cancellationToken);
        }

        // A pod whose claim is not bound yet waits for the scheduler's next try, which is none of the operator's time.
        var bound = await Waiting.UntilAsync(
            async token => (await client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(DemoContext.Namespace, cancellationToken: token)).Items.All(claim => claim.Status.Phase == "Bound"),
            TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(200), cancellationToken);
        if (!bound) throw new DemoFailedException($"the claims in namespace {DemoContext.Namespace} are not bound after 60 s");
    }

    /// <summary>Removes them.</summary>
    public static async Task DeleteAsync(IKubernetes client, CancellationToken cancellationToken)
    {
        await client.CoreV1.DeleteNamespaceAsync(DemoContext.Namespace, cancellationToken: cancellationToken);
        foreach (var claim in new[] { "models", "checkpoints" })
            await client.CoreV1.DeletePersistentVolumeAsync($"{DemoContext.Namespace}-{claim}", cancellationToken: cancellationToken);
    }
}
