namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>Replicas over time: a step function. Beyond its end it begins again, so that training that is late still meets a load.</summary>
public sealed class DemandCurve
{
    // Sums of times are off by less; no step is shorter.
    private const double Tolerance = 1e-6;
    private readonly double[] _times;
    private readonly int[] _replicas;
    private readonly double _duration;

    /// <summary>Takes the steps.</summary>
    /// <param name="steps">Seconds, ascending, and replicas from then on; the first counts from the start.</param>
    /// <param name="duration">Its length, seconds.</param>
    public DemandCurve(IEnumerable<(double At, int Replicas)> steps, double duration)
    {
        List<(double At, int Replicas)> kept = [];
        foreach (var step in steps.Where(step => step.At < duration))
        {
            if (kept.Count == 0) kept.Add((0, step.Replicas));
            else if (kept[^1].Replicas != step.Replicas) kept.Add(step);
        }

        (_times, _replicas, _duration) = ([.. kept.Select(step => step.At)], [.. kept.Select(step => step.Replicas)], duration);
    }

    /// <summary>The most replicas.</summary>
    public int Most => _replicas.DefaultIfEmpty(0).Max();

    /// <summary>Steps, the first one included.</summary>
    public int Steps => _times.Length;

    /// <summary>Replicas at a time.</summary>
    /// <param name="at">Seconds.</param>
    /// <returns>The number; 0 where there is no step.</returns>
    public int At(double at) => _times.Length == 0 ? 0 : _replicas[IndexAt(at - RoundOf(at))];

    /// <summary>The next time at which it may change.</summary>
    /// <param name="at">Seconds.</param>
    /// <returns>Seconds, later than <paramref name="at"/>; infinite when it never changes.</returns>
    public double NextAfter(double at)
    {
        if (_times.Length < 2) return double.PositiveInfinity;
        var round = RoundOf(at);
        var index = IndexAt(at - round) + 1;
        return round + (index < _times.Length ? _times[index] : _duration);
    }

    /// <summary>The integral of the lesser of the curve and a level, replica-seconds.</summary>
    /// <param name="level">The level.</param>
    /// <returns>Over its length.</returns>
    public double Area(int level) => _times.Select((time, index) =>
        Math.Min(level, _replicas[index]) * ((index + 1 < _times.Length ? _times[index + 1] : _duration) - time)).Sum();

    private double RoundOf(double at) => Math.Floor((at + Tolerance) / _duration) * _duration;

    private int IndexAt(double at)
    {
        var index = Array.BinarySearch(_times, at + Tolerance);
        return Math.Max(0, index >= 0 ? index : ~index - 1);
    }
}
