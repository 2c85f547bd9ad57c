using InferenceOperator.Core.Scaling;
using InferenceOperator.Metrics.PromQL;
using InferenceOperator.Metrics.Signals;

namespace InferenceOperator.Scaling;

/// <summary>Translates what was read.</summary>
internal static class Readings
{
    /// <summary>Adds what the model's front says, which is known also where nothing is measured.</summary>
    /// <param name="reading">What was measured; null: nothing.</param>
    /// <param name="frontRequests">The front's count; null: it says nothing.</param>
    /// <returns>The reading; null when there is nothing in it.</returns>
    public static MetricReading? WithFront(MetricReading? reading, long? frontRequests) =>
        frontRequests is null ? reading : (reading ?? new MetricReading()) with { FrontRequests = frontRequests };

    /// <summary>Translates.</summary>
    /// <param name="values">The values.</param>
    /// <returns>The reading.</returns>
    public static MetricReading Of(SignalValues values) => new()
    {
        LatencySeconds = values.LatencySeconds,
        MeanLatencySeconds = values.MeanLatencySeconds,
        MeanQueueSeconds = values.MeanQueueSeconds,
        Rate = values.RequestRate,
        RecentRate = values.RecentRate,
        RejectedRate = values.RejectedRate,
        InFlight = values.InFlight,
        SampleAge = values.SampleAge,
        ContributingPods = values.ContributingPods,
        Incomplete = values.Warning,
        LatencyHint = values.LatencyHint,
        Source = values.Source,
        Error = values.Error?.Kind switch
        {
            null => ReadingError.None,
            QueryErrorKind.Rejected => ReadingError.Invalid,
            _ => ReadingError.Unreachable,
        },
        ErrorMessage = values.Error?.Message,
    };
}
