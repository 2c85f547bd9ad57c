namespace InferenceServer.Security;

/// <summary>The files that TLS is made of, all PEM.</summary>
/// <param name="Certificate">The server's certificate, and the intermediate ones behind it.</param>
/// <param name="Key">Its private key, not encrypted.</param>
/// <param name="ClientAuthorities">Authorities whose certificates callers must show; null where none is asked for.</param>
internal sealed record TlsFiles(string Certificate, string Key, string? ClientAuthorities)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All => ClientAuthorities is null ? [Certificate, Key] : [Certificate, Key, ClientAuthorities];
}
