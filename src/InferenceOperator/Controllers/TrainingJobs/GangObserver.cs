using InferenceOperator.Api;
using InferenceOperator.Controllers.ModelDeployments;
using InferenceOperator.Controllers.TrainingJobs.Manifests;
using InferenceOperator.Core.Training.Gang;
using InferenceOperator.Kubernetes;
using InferenceOperator.Validation;
using k8s.Models;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>Gathers what a pass needs: the workers, the grant, and what is wrong with the spec.</summary>
internal sealed class GangObserver(IResourceStore<V1Pod> pods, ITrainingGrants grants, IWorkerPools? pools = null)
{
    /// <summary>Looks.</summary>
    /// <param name="job">The job.</param>
    /// <returns>The pass, without a plan yet.</returns>
    public TrainingPass Observe(TrainingJob job)
    {
        var workers = pods.OwnedBy(job.Metadata.Uid).OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal).ToList();
        var pass = new TrainingPass(job)
        {
            Pods = workers,
            Workers = [.. workers.Select(WorkerReader.Read)],
            Grant = grants.Get(job.Metadata.Uid),
            Stall = Invalid(job),
        };
        // Only what a stop lost is counted by pool.
        if (pass.Record.Phase == AttemptPhase.Ending && pools is not null) pass.Pools = pools.SharesOf(workers);
        return pass;
    }

    private static Stall? Invalid(TrainingJob job)
    {
        var violations = TrainingJobValidator.Validate(job);
        if (violations.Count > 0) return new Stall(ConditionReasons.InvalidSpec, SpecViolation.Describe(violations));
        var longest = TrainingNames.LongestJobName(job.Spec.Workers);
        return job.Metadata.Name.Length <= longest ? null : new Stall(
            ConditionReasons.InvalidSpec,
            $"metadata.name \"{job.Metadata.Name}\" has {job.Metadata.Name.Length} characters: write {longest} or fewer, workers get the name and their number as host name");
    }
}
