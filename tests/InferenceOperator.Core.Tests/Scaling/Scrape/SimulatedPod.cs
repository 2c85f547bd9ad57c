using System.Collections.Immutable;
using InferenceOperator.Core.Scaling.Scrape;

namespace InferenceOperator.Core.Tests.Scaling.Scrape;

/// <summary>A server that counts, and is looked at.</summary>
internal sealed class SimulatedPod
{
    public static readonly double[] Bounds = [0.01, 0.05, 0.1, 0.5, 1, double.PositiveInfinity];
    private readonly double[] _counts = new double[Bounds.Length];
    private double _requests;
    private double _rejected;
    private double _sum;
    private int _run;

    public PodHistory History { get; private set; } = PodHistory.Empty;

    public double InFlight { get; set; }

    public SimulatedPod Serve(int requests, double seconds)
    {
        (_requests, _sum) = (_requests + requests, _sum + (requests * seconds));
        for (var i = 0; i < Bounds.Length; i++)
            _counts[i] += seconds <= Bounds[i] ? requests : 0;
        return this;
    }

    public SimulatedPod Reject(int requests)
    {
        (_requests, _rejected) = (_requests + requests, _rejected + requests);
        return this;
    }

    /// <summary>Counters begin at zero.</summary>
    /// <param name="seen">Whether the run's name says so.</param>
    public SimulatedPod Restart(bool seen = true)
    {
        (_requests, _rejected, _sum) = (0, 0, 0);
        Array.Clear(_counts);
        _run += seen ? 1 : 0;
        return this;
    }

    public SimulatedPod Look(double atSeconds)
    {
        History = History.With(Snapshot(atSeconds), TimeSpan.FromSeconds(30));
        return this;
    }

    private PodSnapshot Snapshot(double atSeconds) => new()
    {
        At = TimeSpan.FromSeconds(atSeconds),
        Incarnation = $"{_run}",
        Requests = _requests,
        Rejected = _rejected,
        InFlight = InFlight,
        LatencySum = _sum,
        LatencyCount = _requests - _rejected,
        Buckets = [.. Bounds.Zip(_counts, (bound, count) => new BucketCount(bound, count))],
    };
}
