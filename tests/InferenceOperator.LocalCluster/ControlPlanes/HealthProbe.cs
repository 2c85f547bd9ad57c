using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace InferenceOperator.LocalClusters.ControlPlanes;

/// <summary>Asks a health endpoint; trusts the cluster's own authority only.</summary>
internal sealed class HealthProbe : IDisposable
{
    private readonly HttpClient _http;
    private readonly X509Certificate2 _authority;

    public HealthProbe(string authorityPem)
    {
        _authority = X509Certificate2.CreateFromPem(authorityPem);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_authority);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(2) };
    }

    /// <returns>Whether it answered 200.</returns>
    public async Task<bool> IsOkAsync(Uri uri, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(uri, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }

    public void Dispose()
    {
        _http.Dispose();
        _authority.Dispose();
    }
}
