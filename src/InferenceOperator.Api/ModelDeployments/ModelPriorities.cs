namespace InferenceOperator.Api;

/// <summary>The values of <see cref="ModelDeploymentSpec.Priority"/>, highest first. All are above training.</summary>
public static class ModelPriorities
{
    /// <summary>Goes before every other model.</summary>
    public const string Critical = "Critical";

    /// <summary>The default.</summary>
    public const string Standard = "Standard";

    /// <summary>Waits behind the other models for GPUs; before all training.</summary>
    public const string Batch = "Batch";
}
