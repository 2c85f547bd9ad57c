using InferenceServer.Buffers;
using InferenceServer.Hosting;
using InferenceServer.Metrics;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c>: read, check, wait for a turn, run, write.</summary>
internal sealed partial class InferEndpoint(
    ModelRegistry models, ServerMetrics metrics, AlignedBufferPool pool, MemoryBudget budget, DeviceWatch device, int maxRequestBytes, TimeProvider time,
    ILogger<InferEndpoint> logger)
{
    // One entry a configured model: names that do not exist never get here.
    private readonly Dictionary<string, ModelMetrics> _metrics =
        models.Sources.ToDictionary(source => source.Name, source => metrics.For(source.Name), StringComparer.Ordinal);

    /// <summary>Maps the endpoint.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/models/{model}/infer", HandleAsync);
        routes.MapPost("/v2/models/{model}/versions/{version}/infer", HandleAsync);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var arrived = time.GetTimestamp();
        var model = MetadataEndpoints.Resolve(models, context);
        var counted = _metrics[model.Source.Name];
        counted.Began();
        var outcome = RequestOutcome.Error;
        try
        {
            outcome = await InferAsync(context, model, counted);
        }
        finally
        {
            counted.Ended(outcome, time.GetElapsedTime(arrived));
        }
    }

    private async Task<RequestOutcome> InferAsync(HttpContext context, ServedModel model, ModelMetrics counted)
    {
        using var request = new InferRequest(pool, budget);
        try
        {
            // Refuse before reading: an overloaded server must not spend itself on bodies.
            if (model.Executor.IsFull)
                return await RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"the queue of model '{model.Source.Name}' is full; try again later");
            var body = await InferBodyReader.ReadAsync(context.Request, request, maxRequestBytes);
            InferRequestParser.Parse(request, model, body);
            using var outputs = await model.Executor.ExecuteAsync(request.ToInputs(), context.RequestAborted);
            device.Worked(model);
            counted.Ran(outputs, request.BatchSize);
            await InferResponseWriter.WriteAsync(context.Response, model, request, outputs, context.RequestAborted);
            return RequestOutcome.Ok;
        }
        catch (QueueFullException exception)
        {
            return await RefuseAsync(context, StatusCodes.Status429TooManyRequests, exception.Message);
        }
        catch (ProtocolException exception)
        {
            return await RefuseAsync(context, exception.Status, exception.Message);
        }
        catch (BadHttpRequestException exception) when (IsGone(context, exception))
        {
            return RequestOutcome.Cancelled;
        }
        catch (BadHttpRequestException exception)
        {
            return await RefuseAsync(context, exception.StatusCode, exception.Message);
        }
        catch (OnnxRuntimeException exception)
        {
            var status = ProtocolErrors.StatusOf(exception);
            if (status >= StatusCodes.Status500InternalServerError)
                LogRunFailed(exception, model.Source.Name);
            device.Failed(model, exception.Message);
            return await RefuseAsync(context, status, $"model '{model.Source.Name}' failed on these inputs: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException || (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // The connection is the only I/O here.
            return RequestOutcome.Cancelled;
        }
    }

    // Kestrel's words for a body that ends too early come before it cancels RequestAborted, on another thread.
    private static bool IsGone(HttpContext context, BadHttpRequestException exception) =>
        context.RequestAborted.IsCancellationRequested || exception.Message.StartsWith("Unexpected end of request content", StringComparison.Ordinal);

    private static async Task<RequestOutcome> RefuseAsync(HttpContext context, int status, string message)
    {
        try
        {
            await ProtocolErrors.WriteAsync(context, status, message);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Whoever should hear it has gone.
            return RequestOutcome.Cancelled;
        }

        if (context.RequestAborted.IsCancellationRequested)
            return RequestOutcome.Cancelled;
        return status switch
        {
            StatusCodes.Status429TooManyRequests => RequestOutcome.Rejected,
            >= StatusCodes.Status500InternalServerError => RequestOutcome.Error,
            _ => RequestOutcome.Invalid,
        };
    }

    [LoggerMessage(1, LogLevel.Error, "Model {Model} failed to run")]
    private partial void LogRunFailed(Exception exception, string model);
}
