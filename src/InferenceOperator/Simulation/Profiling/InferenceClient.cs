using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace InferenceOperator.Simulation;

/// <summary>A client of the Open Inference Protocol v2 over HTTP; what goes wrong it says in words.</summary>
/// <param name="http">With the server's address as base, and a time-out.</param>
/// <param name="model">The model.</param>
internal sealed class InferenceClient(HttpClient http, string model)
{
    private const int LongestAnswer = 400;
    private readonly string _path = $"v2/models/{Uri.EscapeDataString(model)}";

    /// <summary>Asks which inputs the model takes, and whether the server takes raw tensors.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Both.</returns>
    /// <exception cref="InputException">The server is not there, has no such model, or speaks something else.</exception>
    public async Task<(ModelMetadata Model, ServerMetadata Server)> DescribeAsync(CancellationToken cancellationToken)
    {
        var described = await GetAsync<ModelMetadata>(_path, cancellationToken);
        return (described, await GetAsync<ServerMetadata>("v2", cancellationToken));
    }

    /// <summary>Sends a request and reads the answer to its end.</summary>
    /// <param name="body">The request.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InputException">The server refused it.</exception>
    /// <exception cref="OverloadedException">The server has too much to do.</exception>
    public async Task InferAsync(RequestBody body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body.Bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(body.JsonLength is null ? "application/json" : "application/octet-stream");
        if (body.JsonLength is { } length)
            content.Headers.Add("Inference-Header-Content-Length", $"{length}");
        using var response = await SendAsync(() => http.PostAsync(new Uri($"{_path}/infer", UriKind.Relative), content, cancellationToken), cancellationToken);
        await CheckAsync(response, cancellationToken);
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken), cancellationToken);
        await CheckAsync(response, cancellationToken);
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(cancellationToken))!;
        }
        catch (JsonException)
        {
            throw NoProtocol($"its answer to GET {path} is something else");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            throw new InputException($"nothing listens at {Address} (connection refused): start the server, or write its address with --url");
        }
        catch (HttpRequestException exception)
        {
            throw new InputException($"{Address} cannot be reached: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InputException($"{Address} did not answer within {http.Timeout.TotalSeconds:0} s");
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var said = ErrorIn(text);
        throw response.StatusCode switch
        {
            HttpStatusCode.NotFound when said is null => NoProtocol("it answers 404 without the protocol's error"),
            HttpStatusCode.NotFound => new InputException($"{Address} has no model \"{Shown.Short(model)}\" (404: {said}): write one that it serves with --model"),
            HttpStatusCode.BadRequest => new InputException($"the model refused the request (400: {said ?? "no reason given"}): write shapes with --shape NAME=1,3,224,224, or give a ready request with --input FILE"),
            HttpStatusCode.TooManyRequests => new OverloadedException($"429: {said ?? "too many requests"}"),
            HttpStatusCode.ServiceUnavailable => new OverloadedException($"503: {said ?? "not ready"}"),
            var status => new InputException($"{Address} answered {(int)status}: {said ?? Cut(text)}"),
        };
    }

    // Whoever passes a password in the address shall not find it in a log.
    private string Address => http.BaseAddress!.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    private InputException NoProtocol(string why) => new($"{Address} does not speak the Open Inference Protocol v2 ({why}); servers with another protocol, such as OpenAI's, cannot be measured yet");

    private static string? ErrorIn(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? Cut(error.GetString()!) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= LongestAnswer ? text : text[..LongestAnswer] + "…";
}
