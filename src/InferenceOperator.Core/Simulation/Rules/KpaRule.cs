namespace InferenceOperator.Core.Simulation;

/// <summary>
/// Knative's autoscaler on concurrency: ceil(mean concurrency / target) over a stable window, over a panic window of a tenth of it when that
/// asks for twice the ready pods, at most × 1000 up and ÷ 2 down a step (Knative documentation, "Autoscaling", and its KPA's README).
/// </summary>
/// <param name="target">Concurrency of a replica, the utilisation of 70 % included.</param>
/// <param name="windowSeconds">The stable window; Knative's default is 60.</param>
public sealed class KpaRule(double target, double windowSeconds = 60) : ILiveRule
{
    private const double PanicThreshold = 2;
    private readonly Queue<(double At, double RequestSeconds)> _looks = new();
    private double _panicUntil = double.NegativeInfinity;
    private int _panicPods;
    private double _newest;

    /// <inheritdoc/>
    public string Name => "kpa";

    /// <inheritdoc/>
    public double PeriodSeconds => 2;

    /// <inheritdoc/>
    public void Look(double now, double requestSeconds, int ready)
    {
        _looks.Enqueue((now, requestSeconds));
        _newest = requestSeconds;
        while (_looks.Count > 2 && _looks.Peek().At < now - windowSeconds)
            _looks.Dequeue();
    }

    /// <inheritdoc/>
    public int Decide(SimulationView seen)
    {
        var ready = Math.Max(1, seen.Ready);
        var stable = Bounded(Mean(seen.Now, windowSeconds), ready);
        var panic = Bounded(Mean(seen.Now, windowSeconds / 10), ready);
        var now = seen.Now;
        var over = panic >= PanicThreshold * ready;
        if (over)
        {
            if (_panicUntil < now)
                _panicPods = 0;
            _panicUntil = now + windowSeconds;
        }

        if (_panicUntil < now)
            return stable;
        _panicPods = Math.Max(_panicPods, Math.Max(panic, stable));
        return _panicPods;
    }

    private int Bounded(double concurrency, int ready) =>
        (int)Math.Clamp(Math.Ceiling(concurrency / target), Math.Floor(ready / 2.0), Math.Ceiling(ready * 1000.0));

    private double Mean(double now, double window)
    {
        var old = _looks.FirstOrDefault(look => look.At >= now - window);
        if (old.At >= now)
            old = _looks.Count > 1 ? _looks.ElementAt(_looks.Count - 2) : (0, 0);
        return now <= old.At ? 0 : (_newest - old.RequestSeconds) / (now - old.At);
    }
}
