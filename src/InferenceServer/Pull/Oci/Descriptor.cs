namespace InferenceServer.Pull.Oci;

/// <summary>What a manifest says of a blob, or an index of a manifest.</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Digest">Its digest, such as <c>sha256:…</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Annotations">More about it.</param>
/// <param name="Platform">Of an index's manifest: the machine that it is for.</param>
internal sealed record Descriptor(string? MediaType, string? Digest, long Size, Dictionary<string, string>? Annotations, Platform? Platform)
{
    private const string Algorithm = "sha256:";

    /// <summary>Lower-case hexadecimal SHA-256; null when the digest is another one, or none.</summary>
    public string? Sha256 => Digest is { Length: 71 } digest && digest.StartsWith(Algorithm, StringComparison.Ordinal) && digest[Algorithm.Length..].All(char.IsAsciiHexDigitLower)
        ? digest[Algorithm.Length..]
        : null;

    /// <summary>An annotation; null when it is not there.</summary>
    public string? Annotation(string key) => Annotations?.GetValueOrDefault(key);
}
