using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>In which pools workers are.</summary>
internal interface IWorkerPools
{
    /// <summary>Looks.</summary>
    /// <param name="workers">The workers' pods.</param>
    /// <returns>Which part of the GPUs of those on nodes is in which pool, together 1; empty when none is on a node.</returns>
    IReadOnlyDictionary<string, double> SharesOf(IReadOnlyCollection<V1Pod> workers);
}
