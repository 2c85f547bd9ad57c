namespace InferenceOperator.Core.Simulation;

/// <summary>
/// The replicas of a model. Each request goes to any replica that serves, as a Service without affinity sends it; those that go finish
/// what they have. A GPU counts from the order of its replica to the end of its last request.
/// </summary>
internal sealed class SimulatedFleet(ServiceProfile profile, RequestLedger ledger, SeededRandom random, double startup, double countFrom)
{
    private readonly double[] _slowdowns = profile.Slowdowns();
    private readonly List<(SimulatedReplica Replica, double OrderedAt)> _serving = [];
    private readonly List<(SimulatedReplica Replica, double OrderedAt)> _starting = [];
    private readonly List<(SimulatedReplica Replica, double OrderedAt)> _leaving = [];
    private readonly Queue<(double Arrived, double Work)> _front = new();
    private double _goneRequestSeconds;

    /// <summary>Replicas that serve.</summary>
    public int Ready => _serving.Count;

    /// <summary>Replicas that serve or are on their way.</summary>
    public int Replicas => _serving.Count + _starting.Count;

    /// <summary>Seconds of replicas, from order to end.</summary>
    public double ReplicaSeconds { get; private set; }

    /// <summary>Requests in replicas that are not leaving, or before them.</summary>
    public int InFlight => _front.Count + _serving.Sum(member => member.Replica.InFlight) + _leaving.Sum(member => member.Replica.InFlight);

    /// <summary>Integral of the requests in flight.</summary>
    public double RequestSeconds =>
        _goneRequestSeconds + _serving.Sum(member => member.Replica.RequestSeconds) + _leaving.Sum(member => member.Replica.RequestSeconds);

    /// <summary>When the next replica begins to serve, seconds; infinite: none is on its way.</summary>
    public double NextReady => _starting.Count == 0 ? double.PositiveInfinity : _starting[0].Replica.ReadyAt;

    /// <summary>Starts with replicas that serve already.</summary>
    /// <param name="count">How many.</param>
    public void Begin(int count)
    {
        for (var index = 0; index < count; index++)
            _serving.Add((New(0), 0));
    }

    /// <summary>Sets the number of replicas: more are ordered, fewer leave, the newest first.</summary>
    /// <param name="count">Replicas wanted.</param>
    /// <param name="now">Seconds.</param>
    public void Scale(int count, double now)
    {
        for (var missing = count - Replicas; missing > 0; missing--)
            _starting.Add((New(now + startup), now));
        while (Replicas > count && _starting.Count > 0)
        {
            Pay(_starting[^1].OrderedAt, now);
            _starting.RemoveAt(_starting.Count - 1);
        }

        while (Replicas > count)
        {
            _leaving.Add(_serving[^1]);
            _serving.RemoveAt(_serving.Count - 1);
        }
    }

    /// <summary>Takes a request in.</summary>
    /// <param name="at">When, seconds.</param>
    /// <param name="work">Its work relative to the mean.</param>
    public void Arrive(double at, double work)
    {
        if (NextReady <= at)
            BecomeReady(at);
        if (_serving.Count == 0)
            _front.Enqueue((at, work));
        else
            Route(at, at, work);
    }

    /// <summary>Brings everything to a time.</summary>
    /// <param name="now">Seconds.</param>
    public void WorkUntil(double now)
    {
        BecomeReady(now);
        foreach (var (replica, _) in _serving)
            replica.Work(now, ledger);
        for (var index = _leaving.Count - 1; index >= 0; index--)
        {
            var (replica, orderedAt) = _leaving[index];
            var idleSince = replica.Work(now, ledger);
            if (replica.InFlight > 0)
                continue;
            Pay(orderedAt, Math.Min(idleSince, now));
            _goneRequestSeconds += replica.RequestSeconds;
            _leaving.RemoveAt(index);
        }
    }

    /// <summary>Ends: every request is finished; GPUs count to the end of the trace.</summary>
    /// <param name="now">The trace's end, seconds.</param>
    public void End(double now)
    {
        WorkUntil(now);
        if (_serving.Count == 0 && _front.Count > 0)
            BecomeReady(NextReady);
        foreach (var (replica, orderedAt) in _serving.Concat(_leaving).Concat(_starting))
        {
            replica.Work(double.PositiveInfinity, ledger);
            Pay(orderedAt, now);
        }
    }

    private void BecomeReady(double now)
    {
        while (NextReady <= now)
        {
            var member = _starting[0];
            _starting.RemoveAt(0);
            _serving.Add(member);
            while (_front.TryDequeue(out var waiting))
                Route(member.Replica.ReadyAt, waiting.Arrived, waiting.Work);
        }
    }

    private void Route(double at, double arrived, double work)
    {
        var replica = _serving[_serving.Count == 1 ? 0 : random.Below(_serving.Count)].Replica;
        replica.Work(at, ledger);
        replica.Take(at, arrived, work);
    }

    private void Pay(double from, double until) => ReplicaSeconds += Math.Max(0, until - Math.Max(from, countFrom));

    private SimulatedReplica New(double readyAt) => new(_slowdowns, profile.ServiceSeconds, readyAt);
}
