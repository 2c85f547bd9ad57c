using System.Net;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Kubernetes;

/// <summary>Takes Events without waiting and writes them in the background.</summary>
internal sealed partial class EventRecorder(
    IResourceClient client, IOptions<KubernetesOperatorOptions> options, TimeProvider time, ILogger<EventRecorder> logger) : BackgroundService, IEventRecorder
{
    private const int LongestMessage = 1024;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly Channel<EventRequest> _channel = Channel.CreateBounded<EventRequest>(new BoundedChannelOptions(1000) { SingleReader = true });
    private readonly EventAggregator _aggregator = new();

    public void Record(IKubernetesObject<V1ObjectMeta> about, EventSeverity severity, string reason, string message)
    {
        var reference = new V1ObjectReference
        {
            ApiVersion = about.ApiVersion,
            Kind = about.Kind,
            Name = about.Metadata?.Name,
            NamespaceProperty = about.Metadata?.NamespaceProperty,
            Uid = about.Metadata?.Uid,
            ResourceVersion = about.Metadata?.ResourceVersion,
        };
        var text = message.Length <= LongestMessage ? message : message[..(LongestMessage - 1)] + "…";
        var request = new EventRequest(reference, severity.ToString(), reason, text, time.GetUtcNow().UtcDateTime);
        if (reference.Name is null || !_channel.Writer.TryWrite(request)) Drop(reason, "the buffer is full");
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _channel.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            using var limit = new CancellationTokenSource(LastWords, time);
            await Task.WhenAny(writing, Task.Delay(Timeout.Infinite, limit.Token)).ConfigureAwait(false);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The token fires only in base.StopAsync, after the last words.
        while (await _channel.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            while (_channel.Reader.TryRead(out var request)) await WriteAsync(request, stoppingToken);
    }

    private async Task WriteAsync(EventRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await client.ApplyAsync(Event(request, _aggregator.Add(request)), cancellationToken);
        }
        catch (KubernetesApiException e) when (e.StatusCode == HttpStatusCode.Forbidden && e.Message.Contains("being terminated", StringComparison.Ordinal))
        {
            // Whoever deletes a namespace wants no Events from it.
            LogTooLate(request.Reason);
        }
        catch (Exception e)
        {
            Drop(request.Reason, e.Message);
        }
    }

    private Corev1Event Event(EventRequest request, EventSeries series) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{(request.About.Name.Length <= 200 ? request.About.Name : request.About.Name[..200].TrimEnd('.', '-'))}.{series.Id}",
            // Events about cluster-scoped objects live in default, as Kubernetes' own do.
            NamespaceProperty = request.About.NamespaceProperty ?? "default",
        },
        InvolvedObject = request.About,
        Type = request.Type,
        Reason = request.Reason,
        Message = series.Message,
        Source = new V1EventSource { Component = options.Value.FieldManager },
        ReportingComponent = options.Value.FieldManager,
        ReportingInstance = Environment.MachineName,
        FirstTimestamp = WholeSecond(series.First),
        LastTimestamp = WholeSecond(series.Last),
        Count = series.Count,
    };

    private static DateTime WholeSecond(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    private void Drop(string reason, string why)
    {
        OperatorMetrics.DroppedEvents.Inc();
        LogDropped(reason, why);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Event {Reason} is dropped: its namespace is being deleted")]
    private partial void LogTooLate(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} is dropped: {Why}")]
    private partial void LogDropped(string reason, string why);
}
