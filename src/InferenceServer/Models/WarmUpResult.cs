namespace InferenceServer.Models;

/// <summary>What a warm-up found.</summary>
/// <param name="Succeeded">A run went through.</param>
/// <param name="GuessedShapes">The model has free dimensions that had to be guessed; then a failure may be the guess's fault.</param>
/// <param name="FreeSize">The size that free dimensions other than the batch had.</param>
/// <param name="Failure">ONNX Runtime's words for the first failure.</param>
internal sealed record WarmUpResult(bool Succeeded, bool GuessedShapes, long FreeSize, string? Failure);
