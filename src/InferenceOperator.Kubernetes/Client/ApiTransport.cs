using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace InferenceOperator.Kubernetes;

/// <summary>Requests to the API server: rate limit, time-out of an attempt, retry of what is transient, errors in the server's words.</summary>
internal sealed partial class ApiTransport
{
    public const string ApplyPatch = "application/apply-patch+yaml";
    public const string MergePatch = "application/merge-patch+json";
    public const string Json = "application/json";

    /// <summary>Asks for the metadata of an object alone.</summary>
    public const string MetadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private const string LeasePath = "apis/coordination.k8s.io/";
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);
    private readonly ApiConnection _connection;
    private readonly RateLimiter _limiter;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retry;
    private readonly ILogger _logger;

    public ApiTransport(ApiConnection connection, IOptions<KubernetesOperatorOptions> options, TimeProvider time, ILogger<ApiTransport> logger)
    {
        _connection = connection;
        _limiter = new RateLimiter(options.Value.QueriesPerSecond, options.Value.Burst, time);
        _timeout = options.Value.RequestTimeout;
        _time = time;
        _logger = logger;
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 4,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<KubernetesApiException>(e => e.IsTransient).Handle<HttpRequestException>().Handle<IOException>().Handle<TimeoutException>(),
            DelayGenerator = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is KubernetesApiException { RetryAfter: { } wait } ? Shorter(wait, LongestRetryAfter) : (TimeSpan?)null),
            OnRetry = arguments =>
            {
                OperatorMetrics.ClientRetries.Inc();
                LogRetry(arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception?.Message);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <exception cref="KubernetesApiException">The server refused, after the retries.</exception>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, string? body, string contentType, CancellationToken cancellationToken, string accept = Json) =>
        await _retry.ExecuteAsync(
            async token =>
            {
                // Renewing the leadership never waits behind other requests.
                if (!path.StartsWith(LeasePath, StringComparison.Ordinal)) await _limiter.WaitAsync(token);
                using var attempt = CancellationTokenSource.CreateLinkedTokenSource(token);
                using var limit = new CancellationTokenSource(_timeout, _time);
                using var link = limit.Token.Register(attempt.Cancel);
                try
                {
                    using var response = await _connection.SendAsync(Request(method, path, body, contentType, accept), attempt.Token);
                    var content = await response.Content.ReadAsByteArrayAsync(attempt.Token);
                    Count(method, response.StatusCode);
                    return response.IsSuccessStatusCode ? content : throw Error(method, path, response, content);
                }
                catch (OperationCanceledException) when (!token.IsCancellationRequested)
                {
                    // Of this attempt, or of the connection, which has a limit of its own.
                    throw new TimeoutException($"{method} {path}: no answer within {_timeout.TotalSeconds:0.#} s");
                }
            },
            cancellationToken);

    /// <summary>Opens a stream, without retries: a watch's owner decides what to do next.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        await _limiter.WaitAsync(cancellationToken);
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = await _connection.SendAsync(Request(HttpMethod.Get, path, null, Json), attempt.Token);
            Count(HttpMethod.Get, response.StatusCode);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw Error(HttpMethod.Get, path, response, await response.Content.ReadAsByteArrayAsync(attempt.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"GET {path}: no answer within {_timeout.TotalSeconds:0.#} s");
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? body, string contentType, string accept = Json)
    {
        var request = new HttpRequestMessage(method, _connection.Address(path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        return request;
    }

    private static KubernetesApiException Error(HttpMethod method, string path, HttpResponseMessage response, byte[] content)
    {
        var (reason, message) = ReadStatus(content);
        var retryAfter = response.Headers.RetryAfter?.Delta;
        var target = path.Split('?')[0];
        return new KubernetesApiException(response.StatusCode, reason, $"{method} {target}: {(int)response.StatusCode} {message ?? response.ReasonPhrase}", retryAfter);
    }

    private static (string? Reason, string? Message) ReadStatus(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind != JsonValueKind.Object ? default : (Text(document, "reason"), Text(document, "message"));
        }
        catch (JsonException)
        {
            // Proxies answer in plain text or HTML: the beginning tells enough.
            var text = Encoding.UTF8.GetString(content);
            return (null, text.Length > 200 ? text[..200] : text);
        }
    }

    private static string? Text(JsonDocument document, string property) =>
        document.RootElement.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static void Count(HttpMethod method, HttpStatusCode code) =>
        OperatorMetrics.ClientRequests.WithLabels(method.Method, ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture)).Inc();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Kubernetes request failed, attempt {Attempt} follows in {Delay}: {Error}")]
    private partial void LogRetry(int attempt, TimeSpan delay, string? error);
}
