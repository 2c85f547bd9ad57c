namespace InferenceOperator.Core.Training.Planning;

/// <summary>What one pod holds, or will hold.</summary>
/// <param name="Node">Its node's number; below 0: none that is known.</param>
/// <param name="Gpus">By resource.</param>
internal readonly record struct Holding(int Node, IReadOnlyDictionary<string, int> Gpus);
