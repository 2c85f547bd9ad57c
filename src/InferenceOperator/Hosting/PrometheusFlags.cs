using System.CommandLine;
using InferenceOperator.Metrics;
using InferenceOperator.Translation;

namespace InferenceOperator.Hosting;

/// <summary>The options of <c>run</c> that say how to speak with Prometheus, beyond its address.</summary>
internal static class PrometheusFlags
{
    private static readonly PrometheusOptions Defaults = new();
    private static readonly Option<string?> BearerTokenFile = Text("--prometheus-bearer-token-file", "File with the bearer token for Prometheus; read again for every query");
    private static readonly Option<string?> Username = Text("--prometheus-username", "User of basic authentication with Prometheus");
    private static readonly Option<string?> PasswordFile = Text("--prometheus-password-file", "File with that user's password");
    private static readonly Option<string?> CaFile = Text("--prometheus-ca-file", "PEM file with the certificate authorities to trust for Prometheus instead of the system's");
    private static readonly Option<string?> ClientCertificateFile = Text("--prometheus-client-certificate-file", "PEM file with the certificate that a Prometheus asks its clients for");
    private static readonly Option<string?> ClientKeyFile = Text("--prometheus-client-key-file", "PEM file with that certificate's private key");
    private static readonly Option<Dictionary<string, string>> QueryParameters = EnvironmentOption.Create("--prometheus-query-parameters", Defaults.QueryParameters, Pairs, "Further parameters of every query, as NAME=VALUE,NAME=VALUE, such as partial_response=false (Thanos) or nocache=1 (VictoriaMetrics)");
    private static readonly Option<Dictionary<string, string>> Headers = EnvironmentOption.Create("--prometheus-headers", Defaults.Headers, Pairs, "Further headers, as NAME=VALUE,NAME=VALUE, such as X-Scope-OrgID=team-a");
    private static readonly Option<string?> Matchers = Text("--prometheus-matchers", "PromQL label matchers added to every preset query, such as cluster=\"eu-1\"");
    private static readonly Option<TimeSpan> Timeout = Duration("--prometheus-timeout", Defaults.Timeout, "Longest wait for an answer of Prometheus");
    private static readonly Option<TimeSpan> ScrapeInterval = Duration("--prometheus-scrape-interval", Defaults.ScrapeInterval, "How often Prometheus scrapes the models' pods; samples older than three of these are stale");
    private static readonly Option<TimeSpan> RateWindow = Duration("--prometheus-rate-window", Defaults.RateWindow, "Range of rates and percentiles; at least four scrape intervals are used");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All =>
    [
        BearerTokenFile, Username, PasswordFile, CaFile, ClientCertificateFile, ClientKeyFile, QueryParameters, Headers, Matchers, Timeout, ScrapeInterval, RateWindow,
    ];

    /// <summary>Reads them.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">Where to.</param>
    public static void Read(ParseResult arguments, PrometheusOptions options)
    {
        options.BearerTokenFile = arguments.GetValue(BearerTokenFile);
        options.Username = arguments.GetValue(Username);
        options.PasswordFile = arguments.GetValue(PasswordFile);
        options.CaFile = arguments.GetValue(CaFile);
        options.ClientCertificateFile = arguments.GetValue(ClientCertificateFile);
        options.ClientKeyFile = arguments.GetValue(ClientKeyFile);
        options.QueryParameters = arguments.GetValue(QueryParameters)!;
        options.Headers = arguments.GetValue(Headers)!;
        options.Matchers = arguments.GetValue(Matchers);
        options.Timeout = arguments.GetValue(Timeout);
        options.ScrapeInterval = arguments.GetValue(ScrapeInterval);
        options.RateWindow = arguments.GetValue(RateWindow);
    }

    private static Option<string?> Text(string name, string description) =>
        EnvironmentOption.Create<string?>(name, null, text => text.Length == 0 ? null : text, description);

    private static Option<TimeSpan> Duration(string name, TimeSpan fallback, string description) =>
        EnvironmentOption.Create(name, fallback, GoDuration.Parse, description);

    private static Dictionary<string, string> Pairs(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } name, { Length: > 0 } value] || !pairs.TryAdd(name, value))
                throw new FormatException("write NAME=VALUE,NAME=VALUE, each name once");
        }

        return pairs;
    }
}
