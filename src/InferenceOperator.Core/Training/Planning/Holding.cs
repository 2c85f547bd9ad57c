namespace InferenceOperator.Core.Training.Planning;

/// <summary>GPUs on one node that a job would give up.</summary>
/// <param name="Node">The node.</param>
/// <param name="Gpus">By resource.</param>
internal sealed record Holding(string Node, IReadOnlyDictionary<string, int> Gpus);
