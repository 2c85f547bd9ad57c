using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InferenceServer.CommandLine;
using InferenceServer.Protocol;

namespace InferenceServer.Pull.Network;

/// <summary>Makes the HTTP client of a pull.</summary>
internal static class WebClient
{
    /// <summary>A client that trusts the system's authorities and those of <see cref="PullOptions.CaFile"/>.</summary>
    /// <param name="options">What to trust and how long to wait.</param>
    /// <param name="resolve">Addresses of a name; null asks the system.</param>
    /// <exception cref="PullException">The file holds no certificates.</exception>
    public static HttpClient Create(PullOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var guard = new AddressGuard(options.AllowPrivateRedirects, resolve ?? Dns.GetHostAddressesAsync);
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = false,
            ConnectCallback = guard.ConnectAsync,
            UseCookies = false,
        };
        if (options.CaFile is { } file)
            handler.SslOptions.CertificateChainPolicy = Trust(file);
        // Time limits are per step: a large model may take hours.
        var client = new HttpClient(new RedirectHandler(guard, handler)) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"{MetadataEndpoints.ServerName}/{MetadataEndpoints.ServerVersion}");
        return client;
    }

    private static X509ChainPolicy Trust(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new PullException(ExitCodes.Usage, $"--ca-file {file}: {exception.Message}", exception);
        }

        if (policy.CustomTrustStore.Count == 0)
            throw new PullException(ExitCodes.Usage, $"--ca-file {file} holds no PEM certificate");
        using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        policy.CustomTrustStore.AddRange(system.Certificates);
        return policy;
    }
}
