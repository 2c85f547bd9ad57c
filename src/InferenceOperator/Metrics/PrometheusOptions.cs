namespace InferenceOperator.Metrics;

/// <summary>Where Prometheus is and how to speak with it. Secrets are named by file only.</summary>
public sealed class PrometheusOptions
{
    /// <summary>Address, path prefix included: <c>http://prometheus.monitoring:9090</c>. Null: no Prometheus.</summary>
    public string? Url { get; set; }

    /// <summary>File with a bearer token; read again for every query, since tokens rotate.</summary>
    public string? BearerTokenFile { get; set; }

    /// <summary>User of basic authentication.</summary>
    public string? Username { get; set; }

    /// <summary>File with the password of <see cref="Username"/>; read again for every query.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>PEM file with the certificate authorities to trust instead of the system's; read again for every connection.</summary>
    public string? CaFile { get; set; }

    /// <summary>PEM file with the certificate to show to a Prometheus that asks for one; read again for every connection.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>PEM file with the private key of <see cref="ClientCertificateFile"/>; read again for every connection.</summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>Further parameters of every query, such as <c>partial_response=false</c> for Thanos or <c>nocache=1</c> for VictoriaMetrics.</summary>
    public Dictionary<string, string> QueryParameters { get; set; } = [];

    /// <summary>Further headers, such as <c>X-Scope-OrgID</c>.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>Label matchers added to every preset query, such as <c>cluster="eu-1"</c>: for a Prometheus that serves several clusters.</summary>
    public string? Matchers { get; set; }

    /// <summary>Longest wait for an answer. Default 3 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often Prometheus scrapes the models' pods; samples older than three of these are stale. Default 5 s.</summary>
    public TimeSpan ScrapeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Range of rates and percentiles. Default 30 s; never less than four scrape intervals, see <see cref="EffectiveRateWindow"/>.</summary>
    public TimeSpan RateWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The range used: a rate needs two samples, and must survive two missed scrapes.</summary>
    public TimeSpan EffectiveRateWindow => RateWindow > 4 * ScrapeInterval ? RateWindow : 4 * ScrapeInterval;

    /// <summary>The range of the newest rate: the shortest that surely holds two samples, a quarter of an interval being for scrapes that come late.</summary>
    public TimeSpan RecentWindow => 2.25 * ScrapeInterval;

    /// <summary>The base address with a trailing slash; null when there is none.</summary>
    public Uri? BaseAddress => string.IsNullOrEmpty(Url) ? null : new Uri(Url.TrimEnd('/') + "/", UriKind.Absolute);
}
