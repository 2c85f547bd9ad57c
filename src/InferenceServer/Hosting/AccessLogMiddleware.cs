namespace InferenceServer.Hosting;

/// <summary>One log line per request, with what a person looks for when something was slow.</summary>
internal sealed partial class AccessLogMiddleware(RequestDelegate next, TimeProvider time, ILogger<AccessLogMiddleware> logger)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            LogRequest(context.Request.Method, context.Request.Path, context.Response.StatusCode, context.Request.ContentLength, context.Response.ContentLength, time.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Path} {Status} {RequestBytes} {ResponseBytes} {Milliseconds:F2} ms")]
    private partial void LogRequest(string method, string path, int status, long? requestBytes, long? responseBytes, double milliseconds);
}
