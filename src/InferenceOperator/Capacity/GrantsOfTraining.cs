using InferenceOperator.Controllers.TrainingJobs;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Capacity;

/// <summary>Shows the plan to the TrainingJob controller.</summary>
internal sealed class GrantsOfTraining(PlanBoard plan) : ITrainingGrants
{
    /// <inheritdoc/>
    public TrainingGrant? Get(string uid) => plan.TrainingJobs.Get(uid);
}
