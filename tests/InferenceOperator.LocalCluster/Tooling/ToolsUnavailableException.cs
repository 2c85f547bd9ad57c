namespace InferenceOperator.LocalClusters.Tooling;

/// <summary>A program that the cluster needs is not there; the message says how to get it.</summary>
public sealed class ToolsUnavailableException(string message) : Exception(message);
