using InferenceOperator.Core.Model;

namespace InferenceOperator.Core.Placement;

/// <summary>A place on a node for one pod.</summary>
/// <param name="Node">The node; empty for an ask of no GPU.</param>
/// <param name="Ask">What it takes.</param>
public sealed record GpuPlace(string Node, GpuAsk Ask);
