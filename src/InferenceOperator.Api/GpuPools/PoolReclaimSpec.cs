using System.ComponentModel.DataAnnotations;
using InferenceOperator.Api.Schema;

namespace InferenceOperator.Api;

/// <summary>How GPUs are taken and given back.</summary>
public sealed class PoolReclaimSpec
{
    /// <summary>The steps allowed, in order: Shrink, Checkpoint.</summary>
    [MaxLength(2), AllowedValues(ReclaimSteps.Shrink, ReclaimSteps.Checkpoint)]
    [Rule("self.all(step, self.exists_one(other, other == step))", RuleMessages.UniqueSteps)]
    public List<string> Order { get; set; } = [ReclaimSteps.Shrink, ReclaimSteps.Checkpoint];

    /// <summary>Training comes back when inference has left room for this long (Go-style duration).</summary>
    [Duration]
    public string GiveBackDelay { get; set; } = "10m";
}
