using Grpc.Core;

namespace InferenceServer.Rpc;

/// <summary>Refuses compressed messages before anybody unpacks them: a small message must not become a large one.</summary>
internal sealed class CompressionMiddleware(RequestDelegate next)
{
    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var encoding = context.Request.Headers["grpc-encoding"];
        if (encoding.Count == 0 || encoding == "identity")
            return next(context);
        context.Response.ContentType = "application/grpc";
        GrpcStatus.WriteError(context, StatusCode.Unimplemented, "compressed messages are not supported; send the message as it is");
        return Task.CompletedTask;
    }
}
