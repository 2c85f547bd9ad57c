using System.ComponentModel.DataAnnotations;

namespace InferenceOperator.Api;

/// <summary>How a change is rolled out.</summary>
public sealed class RolloutSpec
{
    /// <summary>Surge: new replicas first, needs a spare GPU. InPlace: one old replica goes before its successor comes. Recreate: all old ones go first. Auto: Surge when a spare GPU exists or can be reclaimed, else InPlace.</summary>
    [AllowedValues(RolloutStrategies.Auto, RolloutStrategies.Surge, RolloutStrategies.InPlace, RolloutStrategies.Recreate)]
    public string Strategy { get; set; } = RolloutStrategies.Auto;
}
