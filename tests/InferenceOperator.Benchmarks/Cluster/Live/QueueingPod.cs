using InferenceOperator.IntegrationTests.Scaling;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>A pod that does one request at a time, first come, first served, with exponential service times. Times are seconds on one clock.</summary>
/// <param name="page">What it shows of itself.</param>
/// <param name="chance">Service times.</param>
internal sealed class QueueingPod(ModelPod page, Random chance) : IAsyncDisposable
{
    /// <summary>Mean time of a request on an idle pod, seconds.</summary>
    public const double ServiceSeconds = 0.01;

    private readonly Queue<(double Ends, double Latency)> _pending = new();
    private double _freeAt;

    /// <summary>Its page.</summary>
    public ModelPod Page => page;

    /// <summary>Takes a request in.</summary>
    /// <param name="at">When.</param>
    public void Arrive(double at)
    {
        _freeAt = Math.Max(_freeAt, at) - (ServiceSeconds * Math.Log(1 - chance.NextDouble()));
        _pending.Enqueue((_freeAt, _freeAt - at));
    }

    /// <summary>Shows what has ended by now.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The latencies of the requests that ended since the last call, seconds.</returns>
    public IReadOnlyList<double> Advance(double now)
    {
        List<double> ended = [];
        while (_pending.TryPeek(out var next) && next.Ends <= now)
            ended.Add(_pending.Dequeue().Latency);
        page.InFlight = _pending.Count;
        page.Serve(ended);
        return ended;
    }

    public ValueTask DisposeAsync() => page.DisposeAsync();
}
