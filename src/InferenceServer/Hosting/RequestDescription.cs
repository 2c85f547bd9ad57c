using Grpc.Core;
using InferenceServer.Metrics;
using Microsoft.AspNetCore.Http.Features;

namespace InferenceServer.Hosting;

/// <summary>How access log and traces name a request and its end.</summary>
internal static class RequestDescription
{
    /// <summary>The path's template, which has no text of the caller's; null where the server has no such path.</summary>
    public static string? Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    /// <summary>Whether it is a call of gRPC.</summary>
    public static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The status of a call that has ended; null where it has none, as its stream was reset.</summary>
    public static StatusCode? GrpcStatus(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var text = trailers is not null && trailers.TryGetValue("grpc-status", out var trailer) ? trailer : context.Response.Headers["grpc-status"];
        return int.TryParse(text, out var code) ? (StatusCode)code : null;
    }

    /// <summary>How the request ended: what its endpoint said, or what its status says.</summary>
    public static RequestOutcome Outcome(HttpContext context, RequestRecord record)
    {
        if (record.Outcome is { } known)
            return known;
        if (context.RequestAborted.IsCancellationRequested)
            return RequestOutcome.Cancelled;
        return IsGrpc(context) && context.Response.StatusCode == StatusCodes.Status200OK ? OutcomeOf(GrpcStatus(context)) : OutcomeOf(context.Response.StatusCode);
    }

    private static RequestOutcome OutcomeOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => RequestOutcome.Rejected,
        >= StatusCodes.Status500InternalServerError => RequestOutcome.Error,
        >= StatusCodes.Status400BadRequest => RequestOutcome.Invalid,
        _ => RequestOutcome.Ok,
    };

    private static RequestOutcome OutcomeOf(StatusCode? status) => status switch
    {
        StatusCode.OK => RequestOutcome.Ok,
        StatusCode.Cancelled or StatusCode.DeadlineExceeded => RequestOutcome.Cancelled,
        StatusCode.ResourceExhausted or StatusCode.Unavailable => RequestOutcome.Rejected,
        null or StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss => RequestOutcome.Error,
        _ => RequestOutcome.Invalid,
    };
}
