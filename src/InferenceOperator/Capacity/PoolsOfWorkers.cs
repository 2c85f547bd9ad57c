using InferenceOperator.Api;
using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Model;
using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Capacity;

/// <summary>Looks the pools of workers up in the caches, by the same rule as the plan.</summary>
internal sealed class PoolsOfWorkers(IResourceStores stores) : IWorkerPools
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> SharesOf(IReadOnlyCollection<V1Pod> workers)
    {
        var pools = new PoolChoice(stores.Of<GpuPool>().List().Select(pool => new PoolRules { Name = pool.Metadata.Name, NodeSelector = pool.Spec.NodeSelector ?? [] }));
        var bound = workers.Where(pod => !string.IsNullOrEmpty(pod.Spec.NodeName)).ToList();
        var gpus = bound.Sum(GpusOf);
        return bound.GroupBy(pod => NameOf(pools, pod.Spec.NodeName), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(GpusOf) / (double)gpus, StringComparer.Ordinal);
    }

    private static int GpusOf(V1Pod pod) => Math.Max(1, PodGpus.Of(pod.Spec).Values.Sum());

    private string NameOf(PoolChoice pools, string node) => stores.Of<V1Node>().Get(new ObjectKey(null, node)) is { } known
        ? pools.Of(known.Metadata.Labels?.AsReadOnly() ?? new Dictionary<string, string>().AsReadOnly()).Name
        : PoolChoice.None.Name;
}
