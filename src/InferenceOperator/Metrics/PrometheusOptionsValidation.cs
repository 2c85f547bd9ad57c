using Microsoft.Extensions.Options;

namespace InferenceOperator.Metrics;

/// <summary>Refuses settings that cannot work, at start and with a message that says what to write.</summary>
internal sealed class PrometheusOptionsValidation : IValidateOptions<PrometheusOptions>
{
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
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(1))
            yield return $"prometheus timeout {options.Timeout} is out of range: write 100 ms to 1 min";
        if (options.ScrapeInterval <= TimeSpan.Zero)
            yield return $"prometheus scrape interval {options.ScrapeInterval} is not positive: write what Prometheus' scrape_interval says";
        if (options.RateWindow <= TimeSpan.Zero)
            yield return $"prometheus rate window {options.RateWindow} is not positive: write 30s";
        if (options.BearerTokenFile is not null && options.Username is not null)
            yield return "prometheus bearer token file and username are both set: only one can be sent, remove the other";
        if (options.Username is null != options.PasswordFile is null)
            yield return "prometheus username and password file go together: set both or neither";
        foreach (var file in new[] { options.BearerTokenFile, options.PasswordFile, options.CaFile })
        {
            if (file is not null && !File.Exists(file))
                yield return $"prometheus: file {file} does not exist: mount it, or remove the setting";
        }
    }

    private static IEnumerable<string> AddressProblems(string? url)
    {
        if (string.IsNullOrEmpty(url))
            yield break;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            yield return "prometheus URL is no http or https address: write http://HOST:PORT, with a path prefix where there is one";
        else if (address.UserInfo.Length > 0)
            yield return "prometheus URL holds credentials: write them to files and name them as username and password file";
        else if (address.Query.Length > 0 || address.Fragment.Length > 0)
            yield return "prometheus URL has a query or a fragment: write the base address only";
    }
}
