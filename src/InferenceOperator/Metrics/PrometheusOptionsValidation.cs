using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InferenceOperator.Metrics.PromQL;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Metrics;

/// <summary>Refuses settings that cannot work, at start and with a message that says what to write.</summary>
internal sealed class PrometheusOptionsValidation : IValidateOptions<PrometheusOptions>
{
    private static readonly HashSet<string> OurParameters = new(["query", "time", "timeout"], StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PrometheusOptions options)
    {
        string[] problems = [.. Problems(options)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(PrometheusOptions options)
    {
        foreach (var problem in AddressProblems(options.Url))
            yield return problem;
        if (options.Timeout < TimeSpan.FromMilliseconds(100) || options.Timeout > TimeSpan.FromMinutes(1))
            yield return $"--prometheus-timeout is {options.Timeout.TotalSeconds} s: write 100ms to 1m";
        if (options.ScrapeInterval <= TimeSpan.Zero)
            yield return $"--prometheus-scrape-interval is {options.ScrapeInterval.TotalSeconds} s: write what Prometheus' scrape_interval says, such as 5s";
        if (options.RateWindow <= TimeSpan.Zero)
            yield return $"--prometheus-rate-window is {options.RateWindow.TotalSeconds} s: write a positive duration, such as 30s";
        if (options.BearerTokenFile is not null && options.Username is not null)
            yield return "--prometheus-bearer-token-file and --prometheus-username are both set: only one can be sent, remove the other";
        if (options.Username is null != options.PasswordFile is null)
            yield return "--prometheus-username and --prometheus-password-file go together: set both or neither";
        if (options.ClientCertificateFile is null != options.ClientKeyFile is null)
            yield return "--prometheus-client-certificate-file and --prometheus-client-key-file go together: set both or neither";
        foreach (var name in options.QueryParameters.Keys.Where(OurParameters.Contains))
            yield return $"--prometheus-query-parameters names \"{name}\", which the operator sets itself: remove it";
        foreach (var problem in FileProblems(options))
            yield return problem;
    }

    private static IEnumerable<string> FileProblems(PrometheusOptions options)
    {
        var missing = Files(options).Where(pair => pair.File is not null && !File.Exists(pair.File)).ToList();
        foreach (var (flag, file) in missing)
            yield return $"{flag} is \"{file}\", and there is no such file: mount it, or remove the option";
        if (missing.Count == 0 && options.ClientCertificateFile is not null && options.ClientKeyFile is not null && !ClientCertificate.CanBeRead(options))
            yield return $"--prometheus-client-certificate-file is \"{options.ClientCertificateFile}\" and --prometheus-client-key-file \"{options.ClientKeyFile}\", and they do not go together: write a certificate and its own unencrypted private key in PEM form";
        if (options.CaFile is { } authorities && File.Exists(authorities) && !HoldsCertificates(authorities))
            yield return $"--prometheus-ca-file is \"{authorities}\", and no certificate can be read from it: write certificates in PEM form";
    }

    private static IEnumerable<(string Flag, string? File)> Files(PrometheusOptions options) =>
    [
        ("--prometheus-bearer-token-file", options.BearerTokenFile),
        ("--prometheus-password-file", options.PasswordFile),
        ("--prometheus-ca-file", options.CaFile),
        ("--prometheus-client-certificate-file", options.ClientCertificateFile),
        ("--prometheus-client-key-file", options.ClientKeyFile),
    ];

    private static bool HoldsCertificates(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            // Said by the caller, with the option's name.
            return false;
        }
    }

    private static IEnumerable<string> AddressProblems(string? url)
    {
        if (string.IsNullOrEmpty(url))
            yield break;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            yield return "--prometheus-url is no http or https address: write http://HOST:PORT, with a path prefix where there is one";
        else if (address.UserInfo.Length > 0)
            yield return "--prometheus-url holds credentials: write them to files and name them as username and password file";
        else if (address.Query.Length > 0 || address.Fragment.Length > 0)
            yield return "--prometheus-url has a query or a fragment: write the base address only";
    }
}
