using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>A profile as it stands in its file.</summary>
/// <param name="Service">How fast a replica is.</param>
/// <param name="Startup">From the order of a replica to its first request; null: the file does not say.</param>
/// <param name="Tokens">What tokens cost; null: the file does not say.</param>
internal sealed record ProfileFile(ServiceProfile Service, TimeSpan? Startup, TokenCosts? Tokens);
