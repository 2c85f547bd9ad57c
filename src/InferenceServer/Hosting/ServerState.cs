using InferenceServer.Metrics;
using InferenceServer.Models;

namespace InferenceServer.Hosting;

/// <summary>Whether the server wants requests: after every model is warmed up, until it is told to end.</summary>
internal sealed class ServerState(ModelRegistry models, ServerMetrics metrics)
{
    private volatile bool _draining;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told to end: requests are still answered, connections are closed after their answer.</summary>
    public bool IsDraining => _draining;

    /// <summary>Every model is loaded and the server is not draining.</summary>
    public bool IsReady => !_draining && models.AllLoaded;

    /// <summary>Whether one model answers requests and the server is not draining.</summary>
    public bool IsModelReady(string name, string? version) => !_draining && models.TryGet(name, version, out _);

    /// <summary>Ends when readiness changes the next time, or may have changed.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Tells those who wait for <see cref="Changed"/>.</summary>
    public void Announce() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>Turns readiness off.</summary>
    public void BeginDrain()
    {
        _draining = true;
        foreach (var source in models.Sources)
            metrics.SetReady(source.Name, false);
        Announce();
    }
}
