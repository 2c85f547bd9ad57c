using InferenceServer.Batching;

namespace InferenceServer.Models;

/// <summary>How every model of this process is run.</summary>
/// <param name="Concurrency">Runs at the same time per model; 0 chooses the CPUs the container may use.</param>
/// <param name="QueueLimit">Requests per model that may wait for a turn.</param>
/// <param name="Batching">How far waiting requests are joined, where a model allows it.</param>
/// <param name="WarmUpShapes">Shapes for the warm-up, by input name.</param>
internal sealed record ModelSettings(int Concurrency, int QueueLimit, BatchLimits Batching, IReadOnlyDictionary<string, long[]> WarmUpShapes)
{
    /// <summary>The number of runs that really go at once.</summary>
    // Small models do not fill several threads: as many runs as CPUs keeps them busy, more only adds latency.
    public int EffectiveConcurrency => Concurrency > 0 ? Concurrency : Environment.ProcessorCount;
}
