using System.Collections.Concurrent;

namespace InferenceOperator.Benchmarks.Cluster.Live;

/// <summary>The servers of a model and the load on them: arrivals are a Poisson process, each goes to a pod by chance, as a Service does it.</summary>
/// <param name="name">The model.</param>
/// <param name="targetSeconds">Its objective, seconds.</param>
/// <param name="seed">Of its chance.</param>
internal sealed class LiveModel(string name, double targetSeconds, int seed)
{
    private readonly Random _chance = new(seed);
    private double _last;
    private double _next;
    private volatile int _rate;
    private long _ended;
    private long _within;

    /// <summary>The model.</summary>
    public string Name => name;

    /// <summary>Its ready pods by name.</summary>
    public ConcurrentDictionary<string, QueueingPod> Pods { get; } = new();

    /// <summary>For the pods' service times.</summary>
    public Random Chance => _chance;

    /// <summary>Requests a second, all pods together.</summary>
    public int RequestsPerSecond
    {
        get => _rate;
        set => _rate = value;
    }

    /// <summary>Requests that have ended, and those of them that did within the objective.</summary>
    public (long Ended, long Within) Served => (Interlocked.Read(ref _ended), Interlocked.Read(ref _within));

    /// <summary>Lives on until now.</summary>
    /// <param name="now">Seconds on a clock that never goes back.</param>
    public void Advance(double now)
    {
        var pods = Pods.Values.ToArray();
        var (rate, at) = (RequestsPerSecond, Math.Max(_next, _last));
        while (pods.Length > 0 && rate > 0 && at < now)
        {
            pods[_chance.Next(pods.Length)].Arrive(at);
            at -= Math.Log(1 - _chance.NextDouble()) / rate;
        }

        (_last, _next) = (now, rate > 0 ? at : now);
        foreach (var latency in pods.SelectMany(pod => pod.Advance(now)))
        {
            Interlocked.Increment(ref _ended);
            if (latency <= targetSeconds)
                Interlocked.Increment(ref _within);
        }
    }
}
