namespace InferenceServer.Models;

/// <summary>What a warm-up found.</summary>
/// <param name="Succeeded">A run went through.</param>
/// <param name="FreeDimensions">The model has free dimensions that nobody gave a size.</param>
/// <param name="GuessedShapes">Some of them are not the batch, and had to be guessed; then a failure may be the guess's fault.</param>
/// <param name="Failures">The words of the failed runs, each once, in their order.</param>
internal sealed record WarmUpResult(bool Succeeded, bool FreeDimensions, bool GuessedShapes, IReadOnlyList<string> Failures)
{
    /// <summary>The shapes that went through, of the required inputs in the signature's order; null when none did.</summary>
    public IReadOnlyList<long[]>? Shapes { get; init; }

    /// <summary>All failures in one line.</summary>
    public string Failure => string.Join("; ", Failures);
}
