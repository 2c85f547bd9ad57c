using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>A place on a node for one pod.</summary>
/// <param name="Node">The node's number; below 0 for an ask of no GPU.</param>
/// <param name="Ask">What it takes.</param>
internal readonly record struct GpuPlace(int Node, GpuAsk Ask);
