using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using InferenceServer.Protocol;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Rpc;

/// <summary>
/// The methods of <see cref="InferenceService"/> over HTTP/2: a message in, a message out. They read and refuse as <c>ModelInfer</c> does; a
/// server library would call a message that cannot be read its own failure (INTERNAL, UNKNOWN), which is the caller's.
/// </summary>
internal sealed partial class GrpcMethods(InferenceService service, InferRequestPool requests, TimeProvider time, ILogger<GrpcMethods> logger)
{
    private const int LargestMessage = 64 * 1024;
    private const int PrefixLength = 5;

    /// <summary>Maps the methods, and the refusal of those that there are not.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        Map<ServerLiveRequest, ServerLiveResponse>(routes, "ServerLive", InferenceService.ServerLive);
        Map<ServerReadyRequest, ServerReadyResponse>(routes, "ServerReady", service.ServerReady);
        Map<ModelReadyRequest, ModelReadyResponse>(routes, "ModelReady", service.ModelReady);
        Map<ServerMetadataRequest, ServerMetadataResponse>(routes, "ServerMetadata", InferenceService.ServerMetadata);
        Map<ModelMetadataRequest, ModelMetadataResponse>(routes, "ModelMetadata", service.ModelMetadata);
        Map<RepositoryIndexRequest, RepositoryIndexResponse>(routes, "RepositoryIndex", service.RepositoryIndex);
        Map<RepositoryModelLoadRequest, RepositoryModelLoadResponse>(routes, "RepositoryModelLoad", service.RepositoryModelLoad);
        Map<RepositoryModelUnloadRequest, RepositoryModelUnloadResponse>(routes, "RepositoryModelUnload", service.RepositoryModelUnload);
        routes.MapPost($"/{GRPCInferenceService.Descriptor.FullName}/{{method}}", context =>
        {
            GrpcStatus.Begin(context);
            GrpcStatus.WriteError(context, StatusCode.Unimplemented, $"there is no method '{context.Request.RouteValues["method"]}'");
            return Task.CompletedTask;
        });
    }

    private void Map<TRequest, TResponse>(IEndpointRouteBuilder routes, string name, Func<TRequest, Task<TResponse>> method)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage<TResponse>
    {
        var parser = new MessageParser<TRequest>(() => new TRequest());
        routes.MapPost($"/{GRPCInferenceService.Descriptor.FullName}/{name}", context => HandleAsync(context, parser, method));
    }

    private async Task HandleAsync<TRequest, TResponse>(HttpContext context, MessageParser<TRequest> parser, Func<TRequest, Task<TResponse>> method)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        GrpcStatus.Begin(context);
        try
        {
            using var deadline = new GrpcDeadline(context, time);
            try
            {
                var answer = await method(await ReadAsync(context, parser, deadline.Token)).WaitAsync(deadline.Token);
                await WriteAsync(context.Response, answer, deadline.Token);
            }
            catch (OperationCanceledException) when (deadline.IsOver)
            {
                GrpcStatus.WriteError(context, StatusCode.DeadlineExceeded, "the call's deadline is over");
            }
        }
        catch (ProtocolException refusal)
        {
            GrpcStatus.WriteError(context, GrpcStatus.CodeOf(refusal.Status), refusal.Message);
        }
        catch (BadHttpRequestException refusal)
        {
            GrpcStatus.WriteError(context, GrpcStatus.CodeOf(refusal.StatusCode), refusal.Message);
        }
        catch (Exception exception) when (InferEndpoint.IsGone(context, exception))
        {
            context.Abort();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogUnexpected(exception, context.Request.Path);
            GrpcStatus.WriteError(context, StatusCode.Internal, "the server failed; its log says why");
        }
    }

    private async Task<TRequest> ReadAsync<TRequest>(HttpContext context, MessageParser<TRequest> parser, CancellationToken cancellationToken)
        where TRequest : IMessage<TRequest>
    {
        using var memory = requests.Rent();
        var message = await GrpcMessageReader.ReadAsync(context.Request, memory, LargestMessage, cancellationToken);
        try
        {
            return parser.ParseFrom(message.Span);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw ProtocolException.Invalid($"the request is not a valid protobuf message: {exception.Message}");
        }
    }

    private static async Task WriteAsync(HttpResponse response, IMessage message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var answer = new byte[PrefixLength + length];
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), length);
        message.WriteTo(answer.AsSpan(PrefixLength));
        await response.BodyWriter.WriteAsync(answer, cancellationToken);
        GrpcStatus.WriteOk(response);
    }

    [LoggerMessage(1, LogLevel.Error, "{Path} failed")]
    private partial void LogUnexpected(Exception exception, string path);
}
