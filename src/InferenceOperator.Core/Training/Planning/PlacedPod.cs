using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Training.Planning;

/// <summary>A pod with the number of its node.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Node">Its node's number; below 0: it has none, or one that is not known.</param>
internal readonly record struct PlacedPod(PodState Pod, int Node);
