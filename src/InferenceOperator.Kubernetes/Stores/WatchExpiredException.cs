namespace InferenceOperator.Kubernetes;

/// <summary>The server no longer has the history from which a watch should continue: list again.</summary>
internal sealed class WatchExpiredException(string message) : Exception(message);
