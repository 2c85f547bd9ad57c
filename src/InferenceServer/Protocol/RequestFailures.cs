using InferenceServer.Hosting;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>Turns what went wrong with an infer request into the refusal its sender hears, in HTTP's terms; gRPC's follow from them.</summary>
internal sealed partial class RequestFailures(DeviceWatch device, ILogger<RequestFailures> logger)
{
    /// <summary>The refusal; null for an exception that no request should cause.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="model">The model asked; null when none was found yet.</param>
    public ProtocolException? Refusal(Exception exception, ServedModel? model) => exception switch
    {
        ProtocolException refusal => refusal,
        QueueFullException => new ProtocolException(StatusCodes.Status429TooManyRequests, exception.Message),
        BadHttpRequestException bad => ErrorMiddleware.Refusal(bad),
        OnnxRuntimeException failure when model is not null => RunFailed(failure, model),
        _ => null,
    };

    private ProtocolException RunFailed(OnnxRuntimeException exception, ServedModel model)
    {
        var status = ProtocolErrors.StatusOf(exception);
        if (status >= StatusCodes.Status500InternalServerError)
            LogRunFailed(exception, model.Source.Name);
        device.Failed(model, exception.Message);
        return new ProtocolException(status, $"model '{model.Source.Name}' failed on these inputs: {exception.Message}");
    }

    [LoggerMessage(1, LogLevel.Error, "Model {Model} failed to run")]
    private partial void LogRunFailed(Exception exception, string model);
}
