using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Crds;

/// <summary>Warns at start when the cluster's CRDs are not the ones this operator was built with: Helm never upgrades them.</summary>
internal sealed partial class CrdFreshness(IResourceClient client, ILogger<CrdFreshness> logger) : ILeaderService
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var definition in CrdCatalog.All)
        {
            try
            {
                if (Differs(definition, await client.ReadAsync<V1CustomResourceDefinition>(new ObjectKey(null, definition.Name), cancellationToken)))
                    LogDiffers(definition.Name);
            }
            catch (KubernetesApiException exception)
            {
                LogUnknown(definition.Name, exception.Message);
            }
        }
    }

    /// <summary>Whether a cluster's definition is another one than ours; one that is not there is reported elsewhere.</summary>
    /// <param name="ours">What this operator was built with.</param>
    /// <param name="served">What the cluster has, or null.</param>
    internal static bool Differs(CrdDefinition ours, V1CustomResourceDefinition? served)
    {
        if (served is null)
            return false;
        var digest = ours.Document.Find("metadata", "annotations")![CrdDefinition.DigestAnnotation];
        return served.Metadata.Annotations is not { } annotations
            || !annotations.TryGetValue(CrdDefinition.DigestAnnotation, out var found)
            || !digest.Equals(found);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Crd} is not the one this operator was built with, fields may be lost: kubectl apply --server-side --force-conflicts -f crds/")]
    private partial void LogDiffers(string crd);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Crd} cannot be compared with the one this operator was built with: {Why}")]
    private partial void LogUnknown(string crd, string why);
}
