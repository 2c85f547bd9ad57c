using System.Diagnostics;
using Grpc.Core;

namespace InferenceServer.Hosting;

/// <summary>
/// One log line per request, with what a person looks for when something was slow. Paths appear as their templates; neither queries nor
/// headers do, but for the trace id.
/// </summary>
internal sealed partial class AccessLogMiddleware(RequestDelegate next, TimeProvider time, ILogger<AccessLogMiddleware> logger)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        var record = RequestRecord.Make(context);
        try
        {
            await next(context);
        }
        finally
        {
            Log(context, record, time.GetElapsedTime(started));
        }
    }

    private void Log(HttpContext context, RequestRecord record, TimeSpan took)
    {
        var (request, response) = (context.Request, context.Response);
        var method = LogText.Escape(request.Method);
        var route = RequestDescription.Route(context) ?? LogText.Escape(request.Path.Value ?? "");
        var model = record.Model ?? context.Request.RouteValues["model"] as string;
        LogRequest(
            method, route, model is null ? null : LogText.Escape(model), response.StatusCode, RequestDescription.IsGrpc(context) ? RequestDescription.GrpcStatus(context) : null,
            RequestDescription.Outcome(context, record).ToString().ToLowerInvariant(), record.RequestBytes ?? request.ContentLength, record.ResponseBytes ?? response.ContentLength,
            record.QueueTime?.TotalMilliseconds, record.ComputeTime?.TotalMilliseconds, took.TotalMilliseconds, record.TraceId ?? GivenTraceId(request));
    }

    // Without traces of its own the server still says whose trace a request was of.
    private static string? GivenTraceId(HttpRequest request) =>
        request.Headers.TryGetValue("traceparent", out var parent) && ActivityContext.TryParse(parent, null, out var context) ? context.TraceId.ToHexString() : null;

    [LoggerMessage(1, LogLevel.Information,
        "{Method} {Route} model={Model} status={Status} grpc={GrpcStatus} outcome={Outcome} request_bytes={RequestBytes} response_bytes={ResponseBytes} queue_ms={QueueMilliseconds:F2} compute_ms={ComputeMilliseconds:F2} total_ms={TotalMilliseconds:F2} trace={TraceId}")]
    private partial void LogRequest(
        string method, string route, string? model, int status, StatusCode? grpcStatus, string outcome, long? requestBytes, long? responseBytes,
        double? queueMilliseconds, double? computeMilliseconds, double totalMilliseconds, string? traceId);
}
