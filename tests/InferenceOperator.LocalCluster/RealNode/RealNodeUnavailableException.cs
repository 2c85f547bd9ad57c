namespace InferenceOperator.LocalClusters.RealNodes;

/// <summary>No real node can be started here and now; the message says why and what to do.</summary>
public sealed class RealNodeUnavailableException(string message) : Exception(message);
