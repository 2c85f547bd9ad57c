using Grpc.Core;
using InferenceServer.Protocol;
using InferenceServer.Rpc;

namespace InferenceServer.Security;

/// <summary>Lets through who shows what the server asks for: a bearer token, a client's certificate, or both. Endpoints that are <see cref="OpenToAll"/> ask for nothing.</summary>
/// <param name="next">What is guarded.</param>
/// <param name="tokens">The tokens; null where none is asked for.</param>
/// <param name="needsCertificate">Whether callers must have shown a certificate; the handshake has checked it.</param>
internal sealed class AccessMiddleware(RequestDelegate next, WatchedFiles<AccessTokens>? tokens, bool needsCertificate)
{
    private const string Scheme = "Bearer ";
    private const string Challenge = "Bearer realm=\"inference-server\"";

    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null)
            return next(context);
        if (needsCertificate && context.Connection.ClientCertificate is null)
            return RefuseAsync(context, null, "a client certificate is needed that one of the server's --tls-client-ca authorities has signed");
        if (tokens is null)
            return next(context);
        var given = context.Request.Headers.Authorization;
        if (given.Count == 0)
            return RefuseAsync(context, Challenge, "a token is needed: send the header 'Authorization: Bearer TOKEN'");
        if (given.Count > 1 || given[0] is not { } text || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return RefuseAsync(context, Challenge + ", error=\"invalid_request\"", "the header Authorization is not understood: send one, 'Authorization: Bearer TOKEN'");
        return tokens.Current.Accepts(text.AsSpan(Scheme.Length).Trim())
            ? next(context)
            : RefuseAsync(context, Challenge + ", error=\"invalid_token\"", "the token is none of the server's");
    }

    private static async Task RefuseAsync(HttpContext context, string? challenge, string message)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            context.Response.ContentType = "application/grpc";
            GrpcStatus.WriteError(context, StatusCode.Unauthenticated, message);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (challenge is not null)
            context.Response.Headers.WWWAuthenticate = challenge;
        await context.Response.WriteAsJsonAsync(new ErrorBody(message), ProtocolJson.Readable.ErrorBody, cancellationToken: context.RequestAborted);
    }
}
