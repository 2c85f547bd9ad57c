namespace InferenceOperator.Simulation;

/// <summary>What a token costs a request that runs alone.</summary>
/// <param name="PromptSeconds">Seconds of a token of the prompt.</param>
/// <param name="GeneratedSeconds">Seconds of a generated token.</param>
internal sealed record TokenCosts(double PromptSeconds, double GeneratedSeconds)
{
    /// <summary>Seconds of a request alone.</summary>
    /// <param name="prompt">Tokens of its prompt.</param>
    /// <param name="generated">Tokens that it generates.</param>
    public double Of(double prompt, double generated) => (prompt * PromptSeconds) + (generated * GeneratedSeconds);
}
