using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>What is taken from training.</summary>
/// <param name="Victims">By job.</param>
internal sealed record Reclaim(IReadOnlyDictionary<ObjectName, Victim> Victims);
