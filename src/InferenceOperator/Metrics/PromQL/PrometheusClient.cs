using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>
/// Instant queries over HTTP. A circuit breaker around the probes keeps a Prometheus that is down from being asked at every interval, and the
/// loop from waiting for time-outs: it opens after a few failures and tries again after 5 s, 10 s, 20 s, then every 30 s. Other queries do
/// not count: one that is too heavy must not make Prometheus look gone.
/// </summary>
internal sealed class PrometheusClient : IPrometheusClient, IPastQueries, IDisposable
{
    private static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(30);
    private readonly PrometheusOptions _options;
    private readonly OperatorMetrics _metrics;
    private readonly HttpClient? _http;
    private readonly ResiliencePipeline<QueryAnswer> _breaker;

    /// <summary>Makes a client.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="metrics">Counts queries and errors.</param>
    /// <param name="time">The clock of the circuit breaker.</param>
    public PrometheusClient(IOptions<PrometheusOptions> options, OperatorMetrics metrics, TimeProvider time)
    {
        _options = options.Value;
        _metrics = metrics;
        _http = _options.BaseAddress is null ? null : PrometheusHttp.Create(_options);
        _breaker = new ResiliencePipelineBuilder<QueryAnswer> { TimeProvider = time }.AddCircuitBreaker(Breaker()).Build();
    }

    /// <inheritdoc/>
    public bool IsConfigured => _http is not null;

    /// <inheritdoc/>
    public async Task<QueryAnswer> ProbeAsync(string query, CancellationToken cancellationToken)
    {
        if (_http is null)
            return NotConfigured();
        try
        {
            return Counted(await _breaker.ExecuteAsync(token => new ValueTask<QueryAnswer>(SendAsync(query, null, PrometheusHttp.LargestAnswer, token)), cancellationToken));
        }
        catch (BrokenCircuitException e)
        {
            _metrics.Queried("CircuitOpen");
            var next = e.RetryAfter is { } wait ? string.Create(CultureInfo.InvariantCulture, $"; next try in {wait.TotalSeconds:0} s") : "";
            return QueryAnswer.Failed(QueryErrorKind.Unreachable, $"Prometheus has not answered several times{next}");
        }
    }

    /// <inheritdoc/>
    public async Task<QueryAnswer> QueryAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken) =>
        _http is null ? NotConfigured() : Counted(await SendAsync(query, time, PrometheusHttp.LargestAnswer, cancellationToken));

    /// <inheritdoc/>
    public async Task<QueryAnswer> QueryCustomAsync(string query, DateTimeOffset? time, CancellationToken cancellationToken) =>
        _http is null ? NotConfigured() : Counted(await SendAsync(query, time, PrometheusHttp.LargestCustomAnswer, cancellationToken));

    /// <inheritdoc/>
    public async Task<PastAnswer> QueryPastAsync(string query, DateTimeOffset start, DateTimeOffset end, TimeSpan step, CancellationToken cancellationToken)
    {
        if (_http is null)
            return new PastAnswer([]) { Error = NotConfigured().Error };
        var range = new Dictionary<string, string> { ["start"] = Seconds(start), ["end"] = Seconds(end), ["step"] = PromLiteral.Duration(step) };
        var (body, error) = await SendAsync("api/v1/query_range", query, range, PrometheusHttp.LargestCustomAnswer, cancellationToken);
        var answer = body is null ? new PastAnswer([]) { Error = error } : PastReader.Read(body);
        _metrics.Queried(answer.Error?.Kind.ToString() ?? "Ok");
        return answer;
    }

    /// <inheritdoc/>
    public void Dispose() => _http?.Dispose();

    private static CircuitBreakerStrategyOptions<QueryAnswer> Breaker() => new()
    {
        // One probe a pass: three failures among six are an outage, one is not.
        FailureRatio = 0.4,
        MinimumThroughput = 3,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDurationGenerator = arguments => ValueTask.FromResult(Break(arguments.HalfOpenAttempts)),
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Error?.Kind == QueryErrorKind.Unreachable),
    };

    private static TimeSpan Break(int attempts)
    {
        var wait = TimeSpan.FromSeconds(5 * Math.Pow(2, Math.Min(attempts, 10)));
        return wait < LongestBreak ? wait : LongestBreak;
    }

    private static QueryAnswer NotConfigured() => QueryAnswer.Failed(QueryErrorKind.Unreachable, "no Prometheus is configured: start the operator with --prometheus-url");

    private QueryAnswer Counted(QueryAnswer answer)
    {
        _metrics.Queried(answer.Error?.Kind.ToString() ?? "Ok");
        return answer;
    }

    private async Task<QueryAnswer> SendAsync(string query, DateTimeOffset? time, int largest, CancellationToken cancellationToken)
    {
        var (body, error) = await SendAsync("api/v1/query", query, time is { } instant ? new() { ["time"] = Seconds(instant) } : [], largest, cancellationToken);
        return body is null ? new QueryAnswer { Error = error } : AnswerReader.Read(body);
    }

    /// <summary>Sends a query.</summary>
    /// <returns>An answer of the API, be it a refusal; or why there is none.</returns>
    private async Task<(byte[]? Body, QueryError? Error)> SendAsync(string path, string query, Dictionary<string, string> when, int largest, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var request = await RequestAsync(path, query, when, limit.Token);
            using var response = await _http!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await response.Content.LoadIntoBufferAsync(largest, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
                ? (body, null)
                : Unreachable(Refusal(response, path, AnswerReader.ErrorOf(body)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable($"no answer from {Address} in {_options.Timeout.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException e)
        {
            return Unreachable($"{Address}: {e.Message}{(e.InnerException is { } inner ? " " + inner.Message : "")}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreachable($"the credentials of Prometheus cannot be read: {e.Message}");
        }

        static (byte[]?, QueryError?) Unreachable(string message) => (null, new QueryError(QueryErrorKind.Unreachable, message));
    }

    // POST: a query may be longer than what proxies take as an address.
    private async Task<HttpRequestMessage> RequestAsync(string path, string query, Dictionary<string, string> when, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(_options.QueryParameters)
        {
            ["query"] = query,
            ["timeout"] = string.Create(CultureInfo.InvariantCulture, $"{(long)_options.Timeout.TotalMilliseconds}ms"),
        };
        foreach (var (name, value) in when)
            form[name] = value;
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = await PrometheusHttp.CredentialsAsync(_options, cancellationToken);
        foreach (var (name, value) in _options.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static string Seconds(DateTimeOffset instant) => (instant.ToUnixTimeMilliseconds() / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private string Address => _options.BaseAddress?.GetLeftPart(UriPartial.Authority) ?? "";

    private string Refusal(HttpResponseMessage response, string path, QueryError? said) => (int)response.StatusCode switch
    {
        401 or 403 => $"{Address} answers {(int)response.StatusCode}: check the bearer token or the username and password",
        >= 300 and < 400 => $"{Address} answers {(int)response.StatusCode} with a redirect: write the address it leads to",
        404 or 405 => $"{Address} answers {(int)response.StatusCode} on {_options.BaseAddress?.AbsolutePath}{path}: is the path prefix right?",
        var status => $"{Address} answers {status}{(said is null ? "" : $": {said.Message}")}",
    };
}
