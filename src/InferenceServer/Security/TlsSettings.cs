using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace InferenceServer.Security;

/// <summary>Makes of certificate, key and authorities what a handshake needs.</summary>
internal static class TlsSettings
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Reads the files' contents.</summary>
    /// <param name="files">Their names, for messages.</param>
    /// <param name="contents">Their contents, in the order of <see cref="TlsFiles.All"/>.</param>
    /// <param name="time">Tells what has expired.</param>
    /// <exception cref="FormatException">A file is not what it should be, or the key is another certificate's; the message says which and what to write.</exception>
    public static SslServerAuthenticationOptions Parse(TlsFiles files, IReadOnlyList<byte[]> contents, TimeProvider time)
    {
        var chain = Certificates(files.Certificate, contents[0]);
        var leaf = WithKey(files, contents, time);
        chain.RemoveAt(0);
        var options = new SslServerAuthenticationOptions
        {
            // What is sent along is what the file holds: nothing is fetched from elsewhere.
            ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            AllowRenegotiation = false,
        };
        if (files.ClientAuthorities is { } authorities)
            AskForCertificate(options, Certificates(authorities, contents[2]));
        return options;
    }

    private static X509Certificate2 WithKey(TlsFiles files, IReadOnlyList<byte[]> contents, TimeProvider time)
    {
        var key = Encoding.UTF8.GetString(contents[1]);
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new FormatException($"'{files.Key}' is encrypted; write the private key as PEM without a password");
        X509Certificate2 leaf;
        try
        {
            leaf = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(contents[0]), key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new FormatException($"'{files.Key}' is not the private key of the first certificate in '{files.Certificate}' ({exception.Message}); write it as PEM, -----BEGIN PRIVATE KEY-----", exception);
        }

        return leaf.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime
            ? leaf
            : throw new FormatException($"the certificate in '{files.Certificate}' expired at {leaf.NotAfter.ToUniversalTime():u}; give one that is valid");
    }

    private static X509Certificate2Collection Certificates(string file, byte[] content)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException exception)
        {
            throw new FormatException($"'{file}' is not readable as PEM: {exception.Message}", exception);
        }

        return certificates.Count > 0 ? certificates : throw new FormatException($"'{file}' holds no certificate; write it as PEM, -----BEGIN CERTIFICATE-----");
    }

    /// <summary>
    /// Asks callers for a certificate. One that is not the authorities' ends the handshake; without one it goes on, as probes have none, and
    /// <see cref="AccessMiddleware"/> refuses what is not for all.
    /// </summary>
    private static void AskForCertificate(SslServerAuthenticationOptions options, X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        options.CertificateChainPolicy = policy;
        options.ClientCertificateRequired = true;
        // A resumed session would be one of authorities that may have changed.
        options.AllowTlsResume = false;
        options.RemoteCertificateValidationCallback = static (_, certificate, _, errors) => certificate is null || errors == SslPolicyErrors.None;
    }
}
