using InferenceServer.Protocol;
using Microsoft.AspNetCore.Connections.Features;

namespace InferenceServer.Hosting;

/// <summary>The last line of defence: whatever a request causes becomes an error in the protocol's form, and unmapped paths do as well.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ServerState state, ILogger<ErrorMiddleware> logger)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // Clients with kept-alive connections learn at once that they should open the next one elsewhere.
        if (state.IsDraining)
            CloseAfterwards(context);
        try
        {
            if (IsAmbiguous(context))
                throw ProtocolException.Invalid("the request has both Content-Length and Transfer-Encoding; send one of them");
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed, ContentLength: null } response)
                await ProtocolErrors.WriteAsync(context, response.StatusCode, $"there is no {context.Request.Method} {LogText.Escape(context.Request.Path)}");
        }
        catch (ProtocolException exception)
        {
            await ProtocolErrors.WriteAsync(context, exception.Status, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            var refusal = Refusal(exception);
            await ProtocolErrors.WriteAsync(context, refusal.Status, refusal.Message);
        }
        catch (IOException exception) when (exception.InnerException is OverflowException)
        {
            // Kestrel's way to say so.
            await ProtocolErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "the length of a chunk of the body cannot be read");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
            context.Abort();
        }
        catch (Exception exception)
        {
            LogUnexpected(exception, LogText.Escape(context.Request.Method), LogText.Escape(context.Request.Path));
            await ProtocolErrors.WriteAsync(context, StatusCodes.Status500InternalServerError, "the server failed; its log says why");
        }
    }

    /// <summary>The refusal for what Kestrel finds wrong with a request, in the words of this server's owner.</summary>
    public static ProtocolException Refusal(BadHttpRequestException exception) => new(exception.StatusCode, exception.StatusCode == StatusCodes.Status408RequestTimeout
        ? "the body came too slowly; the server's owner allows less with --min-bytes-per-second"
        : exception.Message);

    // Where a proxy in front goes by the one length and the server by the other, one request hides another. Kestrel goes by the encoding and
    // gives the length another name.
    private static bool IsAmbiguous(HttpContext context)
    {
        if (context.Request.Headers.TransferEncoding.Count == 0 || !context.Request.Headers.ContainsKey("X-Content-Length"))
            return false;
        context.Response.Headers.Connection = "close";
        return true;
    }

    // HTTP/2 has no such header: its connections are told to go away, and end when their calls have.
    private static void CloseAfterwards(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        else
            context.Response.Headers.Connection = "close";
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogUnexpected(Exception exception, string method, string path);
}
