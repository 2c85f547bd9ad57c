using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Controllers.ModelDeployments.SecondOwners;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Controllers.ModelDeployments.Phases;

/// <summary>Reads what exists: the Deployment, the pods, the boards.</summary>
internal sealed class ObservePhase(IResourceStores stores, IModelBoards boards, ReplicaWriters writers) : IModelPhase
{
    public Task RunAsync(ReconcilePass pass, CancellationToken cancellationToken)
    {
        pass.Deployment = stores.Of<V1Deployment>().Get(pass.Key) is { } found && Owners.IsOf(found, pass.Model.Metadata.Uid) ? found : null;
        pass.Pods = Pods(pass);
        pass.Admission = boards.Admission(pass.Model.Metadata.Uid);
        pass.SecondOwner = writers.Declared(pass);
        pass.Scaling = boards.Scaling(pass.Model.Metadata.Uid);
        return Task.CompletedTask;
    }

    private List<V1Pod> Pods(ReconcilePass pass) => stores.Of<V1Pod>().ListNamespace(pass.Key.Namespace!)
        .Where(pod => pod.Metadata.Labels is { } labels
            && labels.TryGetValue(Labels.Model, out var model) && model == pass.Key.Name
            && labels.TryGetValue(Labels.ManagedBy, out var manager) && manager == Labels.Manager)
        .OrderBy(pod => pod.Metadata.CreationTimestamp).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
        .ToList();
}
