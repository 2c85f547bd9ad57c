using Grpc.Core;
using InferenceServer.Batching;
using InferenceServer.Hosting;
using InferenceServer.Metrics;
using InferenceServer.Models;
using InferenceServer.Protocol;

namespace InferenceServer.Rpc;

/// <summary>
/// <c>ModelInfer</c> by hand, from the connection's pipe to ONNX Runtime and back: a tensor is neither copied into message objects nor out
/// of them. The other methods, which nobody waits for, are in <see cref="InferenceService"/>.
/// </summary>
internal sealed partial class GrpcInferEndpoint(
    ModelRegistry models, ServerMetrics metrics, InferRequestPool requests, DeviceWatch device, RequestFailures failures, int maxRequestBytes,
    TimeProvider time, ILogger<GrpcInferEndpoint> logger)
{
    private const string ContentType = "application/grpc";

    /// <summary>Maps the method, before the generated service's.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/inference.GRPCInferenceService/ModelInfer", HandleAsync).WithOrder(-1);

    private async Task HandleAsync(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) || context.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) != true)
            throw new ProtocolException(StatusCodes.Status415UnsupportedMediaType, $"this is a gRPC method: call it over HTTP/2 with Content-Type {ContentType}");
        context.Response.ContentType = ContentType;
        var call = new Call(time.GetTimestamp());
        try
        {
            using var deadline = new GrpcDeadline(context, time);
            await InferAsync(context, call, deadline);
        }
        catch (ProtocolException exception)
        {
            // A timeout that cannot be read.
            GrpcStatus.WriteError(context, GrpcStatus.CodeOf(exception.Status), exception.Message);
        }
        finally
        {
            call.Counted?.Ended(call.Outcome, time.GetElapsedTime(call.Arrived));
            RequestRecord.Of(context)?.Outcome = call.Outcome;
        }
    }

    private async Task InferAsync(HttpContext context, Call call, GrpcDeadline deadline)
    {
        using var request = requests.Rent();
        ServedModel? model = null;
        var record = RequestRecord.Of(context);
        try
        {
            var priority = PriorityHeader.Read(context.Request.Headers);
            var message = await GrpcMessageReader.ReadAsync(context.Request, request, maxRequestBytes, deadline.Token);
            var (name, version) = InferMessageParser.Model(message.Span);
            record?.Model = name;
            record?.RequestBytes = message.Length;
            model = MetadataEndpoints.Use(models, name, version);
            call.Count(metrics.For(name));
            InferMessageParser.Parse(request, model, message);
            record?.HandOver(time);
            using var outputs = await model.Executor.ExecuteAsync(request.ToInputs(priority), deadline.Token);
            device.Worked(model);
            call.Counted!.Ran(outputs);
            record?.Ran(outputs);
            var written = await InferMessageWriter.WriteAsync(context.Response, model, request, outputs, deadline.Token);
            GrpcStatus.WriteOk(context.Response);
            record?.ResponseBytes = written;
            call.Outcome = RequestOutcome.Ok;
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            call.Outcome = RequestOutcome.Cancelled;
            GrpcStatus.WriteError(context, StatusCode.DeadlineExceeded, "the call's deadline is over");
        }
        catch (Exception exception) when (InferEndpoint.IsGone(context, exception))
        {
            call.Outcome = RequestOutcome.Cancelled;
            context.Abort();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var refusal = failures.Refusal(exception, model) ?? Unexpected(exception);
            call.Outcome = InferEndpoint.OutcomeOf(refusal.Status);
            GrpcStatus.WriteError(context, GrpcStatus.CodeOf(refusal.Status), refusal.Message);
        }
        finally
        {
            model?.EndUse();
        }
    }

    private ProtocolException Unexpected(Exception exception)
    {
        LogUnexpected(exception);
        return new ProtocolException(StatusCodes.Status500InternalServerError, "the server failed; its log says why");
    }

    [LoggerMessage(1, LogLevel.Error, "ModelInfer failed")]
    private partial void LogUnexpected(Exception exception);

    /// <summary>What the metrics will say of a call.</summary>
    private sealed class Call(long arrived)
    {
        public long Arrived { get; } = arrived;

        public ModelMetrics? Counted { get; private set; }

        public RequestOutcome Outcome { get; set; } = RequestOutcome.Error;

        public void Count(ModelMetrics metrics)
        {
            Counted = metrics;
            metrics.Began();
        }
    }
}
