using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>
/// Trusts the servers whose certificates the authorities of a file signed, and no others, as the file says at each new connection: a mounted
/// Secret changes under a running process.
/// </summary>
/// <param name="file">PEM file.</param>
internal sealed class TrustedAuthorities(string file)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Judges a server's certificate; a <see cref="RemoteCertificateValidationCallback"/>.</summary>
    /// <param name="sender">Not looked at.</param>
    /// <param name="certificate">The server's.</param>
    /// <param name="chain">The chain as the system sees it; holds the intermediate certificates that the server sent.</param>
    /// <param name="errors">What the system says. A wrong name stays wrong; the chain is judged anew.</param>
    /// <returns>True when the server is trusted.</returns>
    public bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        using var own = new X509Chain { ChainPolicy = Policy() };
        if (chain is not null)
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        using var server = new X509Certificate2(certificate);
        return own.Build(server);
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
