using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.RealNodes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Demo.Setup;

/// <summary>The namespace of the demo and its claims: the models, and a place for checkpoints.</summary>
internal sealed class DemoStorage(IKubernetes client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _madeClaims = [];
    private bool _madeNamespace;
    private string? _checkpoints;

    /// <summary>Makes them; on a cluster that has the claims already they are used as they are.</summary>
    public async Task CreateAsync(DemoAssets assets, string checkpoints, CancellationToken cancellationToken)
    {
        if (!await HasNamespaceAsync(cancellationToken))
        {
            await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = DemoContext.Namespace } }, cancellationToken: cancellationToken);
            _madeNamespace = true;
        }

        _checkpoints = checkpoints;
        var claims = await client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(DemoContext.Namespace, cancellationToken: cancellationToken);
        foreach (var (claim, folder) in new[] { ("models", assets.Folder), ("checkpoints", checkpoints) })
        {
            if (claims.Items.Any(existing => existing.Metadata.Name == claim)) continue;
            await HostVolume.CreateAsync(client, DemoContext.Namespace, claim, folder, cancellationToken);
            _madeClaims.Add(claim);
        }

        // A pod whose claim is not bound yet waits for the scheduler's next try, which is none of the operator's time.
        var bound = await Waiting.UntilAsync(
            async token => (await client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(DemoContext.Namespace, cancellationToken: token)).Items.All(claim => claim.Status.Phase == "Bound"),
            Patience, Poll, cancellationToken);
        if (!bound) throw new DemoFailedException($"the claims in namespace {DemoContext.Namespace} are not bound after {Patience.TotalSeconds:F0} s");
    }

    /// <summary>Removes what it made, and what training saved.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        foreach (var claim in _madeClaims)
        {
            await client.CoreV1.DeleteNamespacedPersistentVolumeClaimAsync(claim, DemoContext.Namespace, cancellationToken: cancellationToken);
            await client.CoreV1.DeletePersistentVolumeAsync(HostVolume.VolumeName(DemoContext.Namespace, claim), cancellationToken: cancellationToken);
        }

        if (_madeNamespace)
        {
            await client.CoreV1.DeleteNamespaceAsync(DemoContext.Namespace, cancellationToken: cancellationToken);
            if (!await Waiting.UntilAsync(async token => !await HasNamespaceAsync(token), Patience, Poll, cancellationToken))
                throw new DemoFailedException($"namespace {DemoContext.Namespace} is not gone after {Patience.TotalSeconds:F0} s");
        }

        if (Directory.Exists(_checkpoints)) Directory.Delete(_checkpoints, recursive: true);
    }

    private async Task<bool> HasNamespaceAsync(CancellationToken cancellationToken) =>
        (await client.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name={DemoContext.Namespace}", cancellationToken: cancellationToken)).Items.Count > 0;
}
