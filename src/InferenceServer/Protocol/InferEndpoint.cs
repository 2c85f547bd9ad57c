using InferenceServer.Batching;
using InferenceServer.Hosting;
using InferenceServer.Metrics;
using InferenceServer.Models;

namespace InferenceServer.Protocol;

/// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c>: read, check, wait for a turn, run, write.</summary>
internal sealed class InferEndpoint(
    ModelRegistry models, ServerMetrics metrics, InferRequestPool requests, DeviceWatch device, RequestFailures failures, int maxRequestBytes, TimeProvider time)
{
    /// <summary>Maps the endpoint.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/models/{model}/infer", HandleAsync);
        routes.MapPost("/v2/models/{model}/versions/{version}/infer", HandleAsync);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var arrived = time.GetTimestamp();
        var model = MetadataEndpoints.Use(models, context);
        var counted = metrics.For(model.Source.Name);
        counted.Began();
        var outcome = RequestOutcome.Error;
        try
        {
            outcome = await InferAsync(context, model, counted);
        }
        finally
        {
            counted.Ended(outcome, time.GetElapsedTime(arrived));
            RequestRecord.Of(context)?.Outcome = outcome;
            model.EndUse();
        }
    }

    private async Task<RequestOutcome> InferAsync(HttpContext context, ServedModel model, ModelMetrics counted)
    {
        using var request = requests.Rent();
        var record = RequestRecord.Of(context);
        record?.Model = model.Source.Name;
        try
        {
            // Refuse before reading: an overloaded server must not spend itself on bodies.
            if (model.Executor.IsFull)
                return await RefuseAsync(context, StatusCodes.Status429TooManyRequests, $"the queue of model '{model.Source.Name}' is full; try again later");
            var priority = PriorityHeader.Read(context.Request.Headers);
            var body = await InferBodyReader.ReadAsync(context.Request, request, maxRequestBytes);
            record?.RequestBytes = body.Length;
            InferRequestParser.Parse(request, model, body);
            record?.HandOver(time);
            using var outputs = await model.Executor.ExecuteAsync(request.ToInputs(priority), context.RequestAborted);
            device.Worked(model);
            counted.Ran(outputs);
            record?.Ran(outputs);
            await InferResponseWriter.WriteAsync(context.Response, model, request, outputs, context.RequestAborted);
            return RequestOutcome.Ok;
        }
        catch (Exception exception) when (IsGone(context, exception))
        {
            // Should somebody be there after all, silence is not taken for an answer.
            context.Abort();
            return RequestOutcome.Cancelled;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (failures.Refusal(exception, model) is not { } refusal)
                throw;
            return await RefuseAsync(context, refusal.Status, refusal.Message);
        }
    }

    /// <summary>Whether a failure is only the caller's going away. The connection is the only I/O here.</summary>
    // Kestrel's words for a body that ends too early come before it cancels RequestAborted, on another thread.
    internal static bool IsGone(HttpContext context, Exception exception) => exception switch
    {
        BadHttpRequestException => context.RequestAborted.IsCancellationRequested || exception.Message.StartsWith("Unexpected end of request content", StringComparison.Ordinal),
        OperationCanceledException => context.RequestAborted.IsCancellationRequested,
        // A chunk whose length no number holds.
        IOException { InnerException: OverflowException } => false,
        _ => exception is IOException,
    };

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
        return OutcomeOf(status);
    }

    /// <summary>How a request that was refused with this HTTP status counts.</summary>
    internal static RequestOutcome OutcomeOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => RequestOutcome.Rejected,
        >= StatusCodes.Status500InternalServerError => RequestOutcome.Error,
        _ => RequestOutcome.Invalid,
    };
}
