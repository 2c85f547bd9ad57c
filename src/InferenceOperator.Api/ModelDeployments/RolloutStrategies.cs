namespace InferenceOperator.Api;

/// <summary>The values of <see cref="RolloutSpec.Strategy"/>.</summary>
public static class RolloutStrategies
{
    /// <summary>Surge when a spare GPU exists or can be reclaimed, else InPlace.</summary>
    public const string Auto = "Auto";

    /// <summary>New replicas first.</summary>
    public const string Surge = "Surge";

    /// <summary>One old replica goes before its successor comes.</summary>
    public const string InPlace = "InPlace";

    /// <summary>All old replicas go first.</summary>
    public const string Recreate = "Recreate";
}
