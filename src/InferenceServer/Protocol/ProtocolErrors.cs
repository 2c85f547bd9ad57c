using System.Text.Json;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>The protocol's error form, <c>{"error": "…"}</c>.</summary>
internal static class ProtocolErrors
{
    /// <summary>Answers with an error, unless the answer has begun: then the connection is cut, so that nobody takes a part for the whole.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        // While the server drains, a caller learns from an error as well that its next connection should go elsewhere.
        var connection = context.Response.Headers.Connection;
        context.Response.Clear();
        context.Response.Headers.Connection = connection;
        context.Response.StatusCode = status;
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        // In one piece with its length: behind a body that breaks HTTP's rules the connection ends at once, and a last chunk would be cut off.
        var body = JsonSerializer.SerializeToUtf8Bytes(new ErrorBody(message), ProtocolJson.Readable.ErrorBody);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>
    /// The status for a failed run. An operator that refuses what these inputs made of it (shapes that do not meet, an index out of range) is
    /// the request's fault, as a request of other values would pass; memory and device trouble is the server's.
    /// </summary>
    public static int StatusOf(OnnxRuntimeException exception) =>
        DeviceErrors.Is(exception.Message) ? StatusCodes.Status500InternalServerError : StatusCodes.Status400BadRequest;
}
