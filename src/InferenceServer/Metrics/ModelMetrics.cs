using InferenceServer.Models;
using Prometheus;

namespace InferenceServer.Metrics;

/// <summary>The metrics of one model.</summary>
internal sealed class ModelMetrics(
    IObserver request, IObserver queue, IObserver compute, IObserver batch, IGauge inFlight, IReadOnlyList<ICounter> outcomes)
{
    /// <summary>Counts a request as in flight until <see cref="Ended"/>.</summary>
    public void Began() => inFlight.Inc();

    /// <summary>Records a request that was run.</summary>
    public void Ran(InferenceOutputs outputs)
    {
        queue.Observe(outputs.QueueTime.TotalSeconds);
        compute.Observe(outputs.ComputeTime.TotalSeconds);
        if (outputs.RunRows > 0)
            batch.Observe(outputs.RunRows);
    }

    /// <summary>Ends a request.</summary>
    public void Ended(RequestOutcome outcome, TimeSpan duration)
    {
        inFlight.Dec();
        outcomes[(int)outcome].Inc();
        // A refusal or a failure takes microseconds: in the histogram it would make an overloaded or broken server look fast. A caller
        // who gave up waited at least this long.
        if (outcome is RequestOutcome.Ok or RequestOutcome.Cancelled)
            request.Observe(duration.TotalSeconds);
    }
}
