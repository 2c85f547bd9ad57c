using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InferenceOperator.LocalClusters.Pki;

/// <summary>A throw-away certificate authority (EC P-256) that writes PEM.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;

    public CertificateAuthority(string commonName)
    {
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(Validity.Start, Validity.End);
    }

    public string CertificatePem => _certificate.ExportCertificatePem();

    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    /// <param name="subject">For instance <c>CN=admin, O=system:masters</c>.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="hosts">Names and addresses that a server with it answers to.</param>
    public PemPair Issue(string subject, CertificateRole role, params IEnumerable<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(Purposes(role), false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        AddHosts(request, hosts);
        using var certificate = request.Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), Validity.Start, Validity.End, RandomNumberGenerator.GetBytes(8));
        return new PemPair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private static OidCollection Purposes(CertificateRole role)
    {
        var purposes = new OidCollection();
        if (role.HasFlag(CertificateRole.Server)) purposes.Add(new Oid(ServerAuthentication));
        if (role.HasFlag(CertificateRole.Client)) purposes.Add(new Oid(ClientAuthentication));
        return purposes;
    }

    private static void AddHosts(CertificateRequest request, IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        var any = false;
        foreach (var host in hosts.Distinct())
        {
            any = true;
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        if (any) request.CertificateExtensions.Add(names.Build());
    }
}
