using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>The certificate that the operator shows to a Prometheus that asks its clients for one.</summary>
internal static class ClientCertificate
{
    /// <summary>Reads certificate and key as their files hold them now.</summary>
    /// <param name="options">The files; both set.</param>
    /// <returns>The certificate with its key.</returns>
    /// <exception cref="CryptographicException">They are no such thing, or do not belong together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static X509Certificate2 Read(PrometheusOptions options) => X509Certificate2.CreateFromPemFile(options.ClientCertificateFile!, options.ClientKeyFile);

    /// <summary>Whether they can be read and belong together.</summary>
    /// <param name="options">The files; both set.</param>
    /// <returns>True when they do.</returns>
    public static bool CanBeRead(PrometheusOptions options)
    {
        try
        {
            using var certificate = Read(options);
            return certificate.HasPrivateKey;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // Said by the caller, with the options' names.
            return false;
        }
    }
}
