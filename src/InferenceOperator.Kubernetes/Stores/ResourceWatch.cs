using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Kubernetes;

/// <summary>One watch request: events go into the cache, bookmarks move the position on.</summary>
internal sealed partial class ResourceWatch<T>(ApiTransport transport, ResourceStore<T> store, string kind, string path, string selectors, TimeSpan idleTimeout, TimeProvider time, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Where the next watch continues.</summary>
    public string ResourceVersion { get; set; } = "";

    /// <summary>Reads until the server ends the watch, nothing arrives for the idle time, or something fails.</summary>
    /// <param name="duration">What the server is asked to end the watch after.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>A task.</returns>
    /// <exception cref="WatchExpiredException">Relist.</exception>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var seconds = ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var query = $"?{selectors}&watch=1&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={Uri.EscapeDataString(ResourceVersion)}";
        using var response = await OpenAsync(path + query, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        using var idle = new CancellationTokenSource(idleTimeout, time);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        try
        {
            while (await reader.ReadLineAsync(reading.Token) is { } line)
            {
                idle.CancelAfter(idleTimeout);
                if (line.Length == 0) continue;
                Take(line);
            }
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogIdle(kind, idleTimeout);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.OpenAsync(target, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Gone)
        {
            throw new WatchExpiredException(e.Message);
        }
    }

    private void Take(string line)
    {
        using var document = JsonDocument.Parse(line);
        var type = ObjectReader.Text(document.RootElement, "type") ?? "";
        var element = document.RootElement.GetProperty("object");
        OperatorMetrics.WatchEvents.WithLabels(kind, type).Inc();
        if (type == "ERROR") throw Failure(element);
        if (type != "BOOKMARK") Change(type, element);
        if (element.TryGetProperty("metadata", out var metadata) && ObjectReader.Text(metadata, "resourceVersion") is { Length: > 0 } version)
            ResourceVersion = version;
    }

    private void Change(string type, JsonElement element)
    {
        // By its key alone: what cannot be read goes all the same.
        if (type == "DELETED" && ObjectReader.KeyOf(element) is { } gone)
        {
            store.Remove(gone, ObjectReader.UidOf(element));
            return;
        }

        try
        {
            store.Put(ObjectReader.Read<T>(element));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            OperatorMetrics.SkippedObjects.WithLabels(kind).Inc();
            LogUnreadable(e, kind, ObjectReader.KeyOf(element));
        }
    }

    private Exception Failure(JsonElement status)
    {
        var code = status.TryGetProperty("code", out var value) && value.TryGetInt32(out var number) ? number : 500;
        var message = $"watch of {kind}: {code} {ObjectReader.Text(status, "message")}";
        return code == (int)HttpStatusCode.Gone
            ? new WatchExpiredException(message)
            : new KubernetesApiException((HttpStatusCode)code, ObjectReader.Text(status, "reason"), message);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Watch of {Kind} was silent for {Idle}; it is opened anew")]
    private partial void LogIdle(string kind, TimeSpan idle);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Key} cannot be read and is left as last known")]
    private partial void LogUnreadable(Exception e, string kind, ObjectKey? key);
}
