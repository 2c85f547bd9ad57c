using InferenceOperator.Core.Training;

namespace InferenceOperator.Controllers.TrainingJobs;

/// <summary>What the capacity plan gives to training jobs.</summary>
internal interface ITrainingGrants
{
    /// <summary>The grant of a job.</summary>
    /// <param name="uid">UID of the job.</param>
    /// <returns>The grant; null while the plan has said nothing about the job.</returns>
    TrainingGrant? Get(string uid);
}
