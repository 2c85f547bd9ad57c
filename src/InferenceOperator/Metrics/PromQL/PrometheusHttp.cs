using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>The HTTP side of speaking with Prometheus: TLS, credentials, limits.</summary>
internal static class PrometheusHttp
{
    /// <summary>The largest answer that is read: some 200 000 series.</summary>
    public const int LargestAnswer = 32 * 1024 * 1024;

    /// <summary>The largest answer to a custom query: it should be one value.</summary>
    public const int LargestCustomAnswer = 1024 * 1024;

    /// <summary>Makes a client.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>The client.</returns>
    public static HttpClient Create(PrometheusOptions options)
    {
        var client = new HttpClient(Handler(options))
        {
            BaseAddress = options.BaseAddress,
            // Each query has its own: the client's ends with the headers of the answer.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("inference-operator", null));
        return client;
    }

    /// <summary>The credentials, as the files hold them now.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The header; null when there are none.</returns>
    public static async Task<AuthenticationHeaderValue?> CredentialsAsync(PrometheusOptions options, CancellationToken cancellationToken)
    {
        if (options.BearerTokenFile is { } tokenFile)
            return new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(tokenFile, cancellationToken)).Trim());
        if (options.Username is not { } user || options.PasswordFile is not { } passwordFile)
            return null;
        var password = (await File.ReadAllTextAsync(passwordFile, cancellationToken)).TrimEnd('\r', '\n');
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    private static SocketsHttpHandler Handler(PrometheusOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the credentials to an address that nobody configured.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        // What the files hold is read for every new connection, and connections do not live long: certificates rotate like tokens do.
        if (options.CaFile is { } authorities)
            handler.SslOptions.RemoteCertificateValidationCallback = new TrustedAuthorities(authorities).Trusts;
        if (options.ClientCertificateFile is not null)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => ClientCertificate.Read(options);
        return handler;
    }
}
