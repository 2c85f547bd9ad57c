using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InferenceOperator.Tests.Metrics;

/// <summary>A certificate authority of a test's own.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddMinutes(-5);
    private static readonly DateTimeOffset To = DateTimeOffset.UtcNow.AddHours(1);
    private readonly X509Certificate2 _certificate;

    public TestAuthority(string name, TestAuthority? parent = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = parent is null ? request.CreateSelfSigned(From, To) : parent.Sign(request, key);
    }

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>The certificate alone, as a server sends it along with its own.</summary>
    public X509Certificate2 Public => X509CertificateLoader.LoadCertificate(_certificate.RawData);

    public X509Certificate2 Server(string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request("prometheus", key);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var signed = Sign(request, key);
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Writes a client's certificate and key.</summary>
    /// <returns>The certificate's thumbprint.</returns>
    public string WriteClient(string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = Sign(Request("operator", key), key);
        File.WriteAllText(certificateFile, signed.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return signed.Thumbprint;
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest Request(string name, ECDsa key) => new($"CN={name}", key, HashAlgorithmName.SHA256);

    private X509Certificate2 Sign(CertificateRequest request, ECDsa key)
    {
        using var signed = request.Create(_certificate, From, To.AddMinutes(-1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
