using System.Globalization;
using InferenceOperator.Api;
using InferenceOperator.Controllers.Conditions;
using InferenceOperator.Core.Training;

namespace InferenceOperator.Controllers.GpuPools;

/// <summary>Says whether a pool's limit of wasted GPU-seconds keeps models waiting.</summary>
internal static class WasteCondition
{
    /// <summary>Builds it.</summary>
    /// <param name="waste">What the plan counts; null: the pool has no limit.</param>
    /// <returns>The condition, or none.</returns>
    public static IEnumerable<ConditionFact> Of(PoolWaste? waste)
    {
        if (waste is null)
            yield break;
        yield return waste.Refused
            ? ConditionFact.True(
                ConditionTypes.ReclaimLimited, ConditionReasons.WasteLimitReached,
                string.Create(CultureInfo.InvariantCulture, $"{Numbers(waste)}: models wait, because any job that could be asked may lose more than is left{Relief(waste)}"))
            : ConditionFact.False(ConditionTypes.ReclaimLimited, ConditionReasons.WithinWasteLimit, Numbers(waste));
    }

    private static string Numbers(PoolWaste waste) => string.Create(
        CultureInfo.InvariantCulture, $"preemptions of the last hour wasted {Math.Ceiling(waste.Wasted):0} of {waste.Limit:0} GPU-seconds");

    private static string Relief(PoolWaste waste) => waste.Relief is { } relief ? string.Create(CultureInfo.InvariantCulture, $"; more from {relief.UtcDateTime:HH:mm:ss} UTC") : "";
}
