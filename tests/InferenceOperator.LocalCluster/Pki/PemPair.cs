namespace InferenceOperator.LocalClusters.Pki;

/// <summary>A certificate with its private key, both PEM.</summary>
public sealed record PemPair(string Certificate, string Key);
