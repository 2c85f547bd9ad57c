using System.Diagnostics;
using Grpc.Core;
using InferenceServer.Hosting;
using InferenceServer.Security;

namespace InferenceServer.Tracing;

/// <summary>
/// A server span for each request, in its caller's trace (W3C <c>traceparent</c> and <c>tracestate</c>), with a child for the wait in the
/// queue and one for the run. Attributes follow OpenTelemetry's conventions for HTTP and RPC. Probes are not traced.
/// </summary>
internal sealed class TracingMiddleware(RequestDelegate next)
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "InferenceServer";

    // Callers may carry more; what W3C asks servers to pass on is this much.
    private const int LongestState = 512;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // A sampler sees the method alone: the route is known later.
        using var span = Source.StartActivity(context.Request.Method, ActivityKind.Server, Parent(context.Request.Headers));
        if (span is null)
        {
            await next(context);
            return;
        }

        var record = RequestRecord.Make(context);
        record.TraceId = span.TraceId.ToHexString();
        try
        {
            await next(context);
        }
        finally
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null)
                Forget(span, record);
            else if (span.IsAllDataRequested)
                Describe(span, context, record);
        }
    }

    private static void Forget(Activity span, RequestRecord record)
    {
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        record.TraceId = null;
    }

    /// <summary>The caller's span; what is not written as W3C says counts as none.</summary>
    private static ActivityContext Parent(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue("traceparent", out var parent) || parent.Count != 1)
            return default;
        string? state = headers.TryGetValue("tracestate", out var given) ? string.Join(',', (IEnumerable<string?>)given) : null;
        return ActivityContext.TryParse(parent, state?.Length > LongestState ? null : state, isRemote: true, out var context) ? context : default;
    }

    private static void Describe(Activity span, HttpContext context, RequestRecord record)
    {
        var request = context.Request;
        var route = RequestDescription.Route(context);
        if (RequestDescription.IsGrpc(context) && route is not null)
            DescribeCall(span, context, route);
        else
            DescribeRequest(span, context, route);
        span.SetTag("network.protocol.version", request.Protocol is "HTTP/2" ? "2" : "1.1");
        if (record.Model is { } model)
            span.SetTag("inference.model", LogText.Escape(model));
        span.SetTag("inference.outcome", RequestDescription.Outcome(context, record).ToString().ToLowerInvariant());
        if (record is { Handed: { } handed, QueueTime: { } queued, ComputeTime: { } computed })
        {
            Child("queue", handed, queued);
            Child("compute", handed + queued, computed);
        }
    }

    private static void DescribeRequest(Activity span, HttpContext context, string? route)
    {
        var status = context.Response.StatusCode;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("url.scheme", context.Request.Scheme);
        span.SetTag("url.path", LogText.Escape(context.Request.Path.Value ?? ""));
        span.SetTag("http.response.status_code", status);
        if (status < StatusCodes.Status500InternalServerError)
            return;
        span.SetStatus(ActivityStatusCode.Error);
        span.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void DescribeCall(Activity span, HttpContext context, string route)
    {
        var method = route.TrimStart('/');
        var status = RequestDescription.GrpcStatus(context);
        span.DisplayName = method;
        span.SetTag("rpc.system", "grpc");
        span.SetTag("rpc.service", method.Split('/')[0]);
        span.SetTag("rpc.method", method.Split('/')[^1]);
        if (status is { } code)
            span.SetTag("rpc.grpc.status_code", (int)code);
        // The server's own failures: what a caller did wrong is no error of this span.
        if (status is null or StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss)
            span.SetStatus(ActivityStatusCode.Error);
    }

    private static void Child(string name, DateTimeOffset started, TimeSpan took)
    {
        // Its parent is the span that is current, this request's.
        using var child = Source.StartActivity(name, ActivityKind.Internal, parentContext: default, startTime: started);
        child?.SetEndTime((started + took).UtcDateTime);
    }
}
