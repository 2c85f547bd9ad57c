namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>A taint of a node; the effect is NoSchedule, PreferNoSchedule or NoExecute.</summary>
public sealed record FakeTaint(string Key, string? Value = null, string Effect = "NoSchedule");
