namespace InferenceServer.Models;

/// <summary>A model that cannot be served, in words for its owner.</summary>
internal sealed class ModelLoadException(string message, Exception? inner = null) : Exception(message, inner);
