using System.Globalization;
using System.Net;
using InferenceOperator.Metrics.Scraping.Exposition;
using InferenceOperator.Metrics.Scraping.Presets;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>
/// Reads the metrics page of one pod. It goes to the pod itself: no proxy, no redirect, no credentials, and within bounds of time and bytes.
/// Whatever the pod does, the answer is a result.
/// </summary>
internal sealed class PodScraper : IDisposable
{
    private const string Accept = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    private const string OpenMetrics = "application/openmetrics-text";
    private readonly ScrapeSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>Makes a scraper.</summary>
    /// <param name="settings">The bounds.</param>
    /// <param name="time">The clock of the snapshots.</param>
    public PodScraper(ScrapeSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.Timeout,
            MaxResponseHeadersLength = 16,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            // Nobody traces a scrape.
            ActivityHeadersPropagator = null,
        }) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("inference-operator");
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", Accept);
    }

    /// <summary>Scrapes.</summary>
    /// <param name="target">The pod.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What it gave.</returns>
    public async Task<PodScrape> ScrapeAsync(ScrapeTarget target, CancellationToken cancellationToken)
    {
        if (target.Address is not { } address)
            return PodScrape.Failed(ScrapeResult.Unreachable, "it has no address of its own");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address.Url);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(target, response.Content, limit.Token)
                : PodScrape.Failed(ScrapeResult.Refused, $"{address.EndPoint} answers {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PodScrape.Failed(ScrapeResult.TimedOut, string.Create(CultureInfo.InvariantCulture, $"no answer from {address.EndPoint} in {_settings.Timeout.TotalSeconds:0.###} s"));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return PodScrape.Failed(ScrapeResult.Unreachable, $"{address.EndPoint}: {Said(e)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<PodScrape> ReadAsync(ScrapeTarget target, HttpContent content, CancellationToken cancellationToken)
    {
        var collector = new SnapshotCollector(target.Preset);
        var reader = new ExpositionReader(collector, endMark: content.Headers.ContentType?.MediaType == OpenMetrics);
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        if (await ExpositionBody.ReadAsync(body, reader, cancellationToken) is { } problem)
            return PodScrape.Failed(ScrapeResult.Invalid, $"what {target.Address!.EndPoint} answers are no metrics: {problem}");
        return collector.IsPresent
            ? new PodScrape(ScrapeResult.Ok, collector.Snapshot(_time.GetElapsedTime(0), target.Run), null)
            : PodScrape.Failed(ScrapeResult.Invalid, $"{target.Address!.EndPoint} shows no metrics of preset {target.Preset.Name}");
    }

    // Messages of exceptions may quote what the pod sent: what they are about is said by us.
    private static string Said(Exception e) => e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var kind } ? kind.ToString() : "the connection broke";
}
