using InferenceServer.Metrics;
using InferenceServer.Models;

namespace InferenceServer.Hosting;

/// <summary>
/// What the access log and the trace of one request say beyond its HTTP. It is made only where one of them is on; endpoints find it with
/// <see cref="Of"/>, and where they find none they have nothing to tell.
/// </summary>
internal sealed class RequestRecord
{
    /// <summary>The model asked, as its caller wrote it; null where none was named.</summary>
    public string? Model { get; set; }

    /// <summary>How an infer request ended; null for other requests.</summary>
    public RequestOutcome? Outcome { get; set; }

    /// <summary>Bytes of the body that was read; null where only the header tells.</summary>
    public long? RequestBytes { get; set; }

    /// <summary>Bytes of the answer's body; null where only the header tells.</summary>
    public long? ResponseBytes { get; set; }

    /// <summary>When the request was handed to the model's executor, UTC; null before.</summary>
    public DateTimeOffset? Handed { get; private set; }

    /// <summary>Time waited for a turn; null where it was not run.</summary>
    public TimeSpan? QueueTime { get; private set; }

    /// <summary>Time in ONNX Runtime, of the whole run that it was part of; null where it was not run.</summary>
    public TimeSpan? ComputeTime { get; private set; }

    /// <summary>Id of the trace that the request belongs to, 32 hexadecimal digits; null where it belongs to none.</summary>
    public string? TraceId { get; set; }

    /// <summary>The record of a request; null where nobody wants to know.</summary>
    public static RequestRecord? Of(HttpContext context) => context.Features.Get<RequestRecord>();

    /// <summary>The record of a request, made where there is none.</summary>
    public static RequestRecord Make(HttpContext context)
    {
        if (Of(context) is { } made)
            return made;
        var record = new RequestRecord();
        context.Features.Set(record);
        return record;
    }

    /// <summary>The request goes to the model's executor now.</summary>
    public void HandOver(TimeProvider time) => Handed = time.GetUtcNow();

    /// <summary>It was run.</summary>
    public void Ran(InferenceOutputs outputs) => (QueueTime, ComputeTime) = (outputs.QueueTime, outputs.ComputeTime);
}
