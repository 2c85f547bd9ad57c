using System.Net;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace InferenceOperator.Kubernetes;

/// <summary>Lists a kind page by page.</summary>
internal sealed partial class ResourceLister<T>(ApiTransport transport, string kind, string path, string selectors, int pageSize, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public async Task<ListResult<T>> ListAsync(CancellationToken cancellationToken)
    {
        OperatorMetrics.Lists.WithLabels(kind).Inc();
        try
        {
            return await ListPagesAsync(pageSize, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Gone)
        {
            // The pages outlived the server's history: one page has no continuation that could expire.
            return await ListPagesAsync(null, cancellationToken);
        }
    }

    private async Task<ListResult<T>> ListPagesAsync(int? limit, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var unreadable = new HashSet<ObjectKey>();
        string? next = null;
        while (true)
        {
            var query = $"?{selectors}" + (limit is { } size ? $"&limit={size}" : "") + (next is null ? "" : $"&continue={Uri.EscapeDataString(next)}");
            using var page = JsonDocument.Parse(await transport.SendAsync(HttpMethod.Get, path + query, null, ApiTransport.Json, cancellationToken));
            if (page.RootElement.TryGetProperty("items", out var array) && array.ValueKind == JsonValueKind.Array)
                foreach (var element in array.EnumerateArray()) ReadItem(element, items, unreadable);
            var metadata = page.RootElement.GetProperty("metadata");
            next = ObjectReader.Text(metadata, "continue");
            if (string.IsNullOrEmpty(next)) return new ListResult<T>(items, unreadable, ObjectReader.Text(metadata, "resourceVersion") ?? "");
        }
    }

    private void ReadItem(JsonElement element, List<T> items, HashSet<ObjectKey> unreadable)
    {
        try
        {
            items.Add(ObjectReader.Read<T>(element));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            var key = ObjectReader.KeyOf(element);
            if (key is { } known) unreadable.Add(known);
            OperatorMetrics.SkippedObjects.WithLabels(kind).Inc();
            LogUnreadable(e, kind, key);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Key} cannot be read and is left as last known")]
    private partial void LogUnreadable(Exception e, string kind, ObjectKey? key);
}
