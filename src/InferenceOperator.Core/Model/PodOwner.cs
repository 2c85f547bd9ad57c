namespace InferenceOperator.Core.Model;

/// <summary>Whose a pod is.</summary>
public enum PodOwner
{
    /// <summary>Nobody we know: it is never touched.</summary>
    Other,

    /// <summary>A ModelDeployment's.</summary>
    Model,

    /// <summary>A TrainingJob's.</summary>
    Training,
}
