using InferenceOperator.Api;
using InferenceOperator.Controllers.Children;
using InferenceOperator.Core.Model;
using InferenceOperator.Integrations;
using InferenceOperator.Scaling;
using k8s.Models;

namespace InferenceOperator.Capacity;

/// <summary>
/// Tells whose a pod is. A worker is known by the UID of the job that controls it. A model's pod is known by its labels, since the ReplicaSet
/// between them would be one cache more that may lag behind: a replica taken for a stranger's would make the plan look for its GPUs twice.
/// </summary>
internal sealed class PodOwners
{
    private readonly HashSet<ObjectName> _models;
    private readonly Dictionary<string, ObjectName> _jobs;
    private readonly ForeignView _foreign;

    /// <summary>Indexes the owners.</summary>
    /// <param name="models">All models.</param>
    /// <param name="jobs">All training jobs.</param>
    /// <param name="foreign">The objects of other controllers' kinds.</param>
    public PodOwners(IEnumerable<ModelDeployment> models, IEnumerable<TrainingJob> jobs, ForeignView? foreign = null)
    {
        _foreign = foreign ?? ForeignView.Empty;
        _models = [.. models.Select(model => new ObjectName(model.Metadata.NamespaceProperty, model.Metadata.Name))];
        _jobs = jobs.ToDictionary(job => job.Metadata.Uid, job => new ObjectName(job.Metadata.NamespaceProperty, job.Metadata.Name));
    }

    /// <summary>Whose a pod is.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>The kind of owner and its name.</returns>
    public (PodOwner Owner, ObjectName? Name) Of(V1Pod pod)
    {
        if (Owners.ControllerOf(pod) is not { } controller)
            return (PodOwner.Other, null);
        if (_jobs.TryGetValue(controller.Uid, out var job))
            return (PodOwner.Training, job);
        if (_foreign.OwnerOf(pod) is { } other)
            return (PodOwner.Training, other);
        return controller.Kind == "ReplicaSet" && ModelPods.ModelOf(pod) is { } name && controller.Name.StartsWith(name + "-", StringComparison.Ordinal)
            && _models.TryGetValue(new ObjectName(pod.Metadata.NamespaceProperty, name), out var model)
            ? (PodOwner.Model, model)
            : (PodOwner.Other, null);
    }
}
