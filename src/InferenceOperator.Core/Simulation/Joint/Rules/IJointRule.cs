namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>Decides who gets which GPUs in a joint replay. It may remember, so that each run needs a new one.</summary>
internal interface IJointRule
{
    /// <summary>Acts upon the world until nothing is left to do at this moment.</summary>
    /// <param name="world">The cluster.</param>
    /// <returns>When to be asked again at the latest, seconds; infinite: when something happens.</returns>
    double Act(JointWorld world);
}
