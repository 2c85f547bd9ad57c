namespace InferenceOperator.Core.Simulation;

/// <summary>
/// One replica: works on up to so many requests at once, all equally fast, the more of them the slower (processor sharing with a limit);
/// the rest waits in line. Kept in virtual time: the work that one request has got since the start, so that the next to end is the one with
/// the least end in virtual time.
/// </summary>
/// <param name="slowdowns">Time factor by concurrency.</param>
/// <param name="serviceSeconds">Seconds of a mean request alone.</param>
/// <param name="readyAt">When it begins to serve, seconds.</param>
internal sealed class SimulatedReplica(double[] slowdowns, double serviceSeconds, double readyAt)
{
    private readonly PriorityQueue<double, double> _working = new();
    private readonly Queue<(double Arrived, double Work)> _waiting = new();
    private double _now = readyAt;
    private double _virtual;

    /// <summary>When it begins to serve, seconds.</summary>
    public double ReadyAt { get; } = readyAt;

    /// <summary>Requests in it, waiting ones included.</summary>
    public int InFlight => _working.Count + _waiting.Count;

    /// <summary>Integral of <see cref="InFlight"/> over time, request-seconds.</summary>
    public double RequestSeconds { get; private set; }

    /// <summary>Takes a request in.</summary>
    /// <param name="at">When, seconds; the replica has been brought there.</param>
    /// <param name="arrived">When it arrived at the front.</param>
    /// <param name="work">Its work relative to the mean.</param>
    public void Take(double at, double arrived, double work)
    {
        _now = at;
        if (_working.Count < slowdowns.Length - 1)
            Begin(arrived, work);
        else
            _waiting.Enqueue((arrived, work));
    }

    /// <summary>Works until a time.</summary>
    /// <param name="until">Seconds.</param>
    /// <param name="ended">Hears of each request that ends: when it arrived, and when it ended.</param>
    /// <returns>When the last request ended, if nothing is left; else <paramref name="until"/>.</returns>
    public double Work<TListener>(double until, TListener ended)
        where TListener : IRequestListener
    {
        while (_working.TryPeek(out var arrived, out var tag))
        {
            var factor = slowdowns[_working.Count];
            var ends = _now + ((tag - _virtual) * factor);
            if (ends > until)
            {
                Pass(until, factor);
                return until;
            }

            RequestSeconds += InFlight * (ends - _now);
            _now = ends;
            _virtual = tag;
            _working.Dequeue();
            ended.Ended(arrived, ends);
            if (_waiting.TryDequeue(out var next))
                Begin(next.Arrived, next.Work);
        }

        var idleSince = _now;
        if (double.IsFinite(until))
            _now = Math.Max(_now, until);
        return idleSince;
    }

    private void Pass(double until, double factor)
    {
        var time = until - _now;
        RequestSeconds += InFlight * time;
        _virtual += time / factor;
        _now = until;
    }

    private void Begin(double arrived, double work) => _working.Enqueue(arrived, _virtual + (work * serviceSeconds));
}
