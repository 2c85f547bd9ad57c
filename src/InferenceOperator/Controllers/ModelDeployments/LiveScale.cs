using System.Text.Json.Nodes;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>
/// Takes replicas away from what runs and changes nothing else of it: what its owner stops, or wants less of, must not go on only because
/// nothing new can be made of the spec.
/// </summary>
internal sealed class LiveScale(IResourceClient client)
{
    /// <summary>Lowers the Deployment's replicas; never raises them.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="wanted">Replicas wanted.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>A task.</returns>
    public async Task LowerAsync(ReconcilePass pass, int wanted, CancellationToken cancellationToken)
    {
        if (pass.Deployment is not { Metadata.DeletionTimestamp: null, Spec.Replicas: { } current } deployment || wanted >= current)
            return;
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = deployment.Metadata.Uid },
            ["spec"] = new JsonObject { ["replicas"] = wanted },
        };
        await client.MergePatchAsync<V1Deployment>(pass.Key, patch, null, cancellationToken);
        pass.Target ??= new ReplicaTarget(wanted, wanted);
        pass.ReplicasBefore = current;
    }
}
