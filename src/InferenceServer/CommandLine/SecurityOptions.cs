using System.CommandLine;
using InferenceServer.Hosting;
using InferenceServer.Security;

namespace InferenceServer.CommandLine;

/// <summary>Options of <c>serve</c> that say who is let in, and how.</summary>
internal static class SecurityOptions
{
    private static readonly Option<string> Certificate = EnvironmentDefaults.Option("--tls-cert", "INFERENCE_TLS_CERT", "", text => text, "File of the certificate and its intermediates (PEM): serve TLS; read again when it changes");
    private static readonly Option<string> Key = EnvironmentDefaults.Option("--tls-key", "INFERENCE_TLS_KEY", "", text => text, "File of the certificate's private key (PEM)");
    private static readonly Option<string> ClientAuthorities = EnvironmentDefaults.Option("--tls-client-ca", "INFERENCE_TLS_CLIENT_CA", "", text => text, "File of authorities (PEM) whose certificates callers must show");
    private static readonly Option<string> Tokens = EnvironmentDefaults.Option("--token-file", "INFERENCE_TOKEN_FILE", "", text => text, "File of bearer tokens, one a line, one of which callers must send; read again when it changes");
    private static readonly Option<bool> GuardMetrics = EnvironmentDefaults.Flag("--guard-metrics", "INFERENCE_GUARD_METRICS", "Ask for token and client certificate at /metrics as well");

    /// <summary>Adds them to the command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Certificate, Key, ClientAuthorities, Tokens, GuardMetrics])
            command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="FormatException">One is given without another that it needs.</exception>
    public static ServeOptions Read(ParseResult result, ServeOptions options) => options with
    {
        Tls = ReadTls(result.GetValue(Certificate)!, result.GetValue(Key)!, result.GetValue(ClientAuthorities)!),
        TokenFile = result.GetValue(Tokens) is { Length: > 0 } file ? file : null,
        GuardMetrics = result.GetValue(GuardMetrics),
    };

    private static TlsFiles? ReadTls(string certificate, string key, string authorities)
    {
        if (certificate.Length > 0 != key.Length > 0)
            throw new FormatException(certificate.Length > 0 ? $"--tls-cert '{certificate}' is given without its key: add --tls-key FILE" : $"--tls-key '{key}' is given without its certificate: add --tls-cert FILE");
        if (authorities.Length > 0 && certificate.Length == 0)
            throw new FormatException($"--tls-client-ca '{authorities}' asks for TLS: add --tls-cert FILE and --tls-key FILE");
        return certificate.Length > 0 ? new TlsFiles(certificate, key, authorities.Length > 0 ? authorities : null) : null;
    }
}
