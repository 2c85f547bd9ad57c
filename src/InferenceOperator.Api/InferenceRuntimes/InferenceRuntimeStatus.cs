using InferenceOperator.Api.Schema;
using k8s.Models;

namespace InferenceOperator.Api;

/// <summary>What the operator saw of an InferenceRuntime.</summary>
public sealed class InferenceRuntimeStatus
{
    /// <summary>The generation of the spec that this status speaks of.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>Ready, Stalled.</summary>
    [ListMap("type")]
    public List<V1Condition>? Conditions { get; set; }
}
