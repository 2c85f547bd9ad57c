using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace InferenceServer.Tracing;

/// <summary>
/// Tells the log that traces do not reach their collector: OpenTelemetry itself says it only to who listens for its events. A problem that
/// lasts is told at its beginning and then every five minutes.
/// </summary>
internal sealed partial class ExportProblems(TimeProvider time, ILogger<ExportProblems> logger) : EventListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<int, long> _told = [];

    /// <inheritdoc />
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
            EnableEvents(eventSource, EventLevel.Warning);
    }

    /// <inheritdoc />
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (!IsNews(eventData.EventId))
            return;
        // Exceptions come with their stack.
        var values = (eventData.Payload ?? (IEnumerable<object?>)[]).Select(value => value?.ToString()?.Split('\n')[0].TrimEnd());
        LogProblem(eventData.EventName ?? "", string.Join("; ", values));
    }

    private bool IsNews(int problem)
    {
        var now = time.GetTimestamp();
        var last = _told.GetOrAdd(problem, now);
        return last == now || (time.GetElapsedTime(last, now) > Pause && _told.TryUpdate(problem, now, last));
    }

    [LoggerMessage(1, LogLevel.Warning, "Traces do not reach their collector: {Problem}: {Details}")]
    private partial void LogProblem(string problem, string details);
}
