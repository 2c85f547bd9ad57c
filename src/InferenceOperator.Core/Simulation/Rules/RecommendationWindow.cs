namespace InferenceOperator.Core.Simulation;

/// <summary>The greatest recommendation of the last while: what HorizontalPodAutoscaler calls the stabilization window for scaling down.</summary>
/// <param name="seconds">Its length.</param>
internal sealed class RecommendationWindow(double seconds)
{
    private readonly LinkedList<(double At, int Value)> _kept = new();

    /// <summary>Adds a recommendation.</summary>
    /// <param name="now">Seconds.</param>
    /// <param name="value">Replicas.</param>
    /// <returns>The greatest of the window.</returns>
    public int Greatest(double now, int value)
    {
        while (_kept.Last is { } last && last.Value.Value <= value)
            _kept.RemoveLast();
        _kept.AddLast((now, value));
        while (_kept.First!.Value.At < now - seconds)
            _kept.RemoveFirst();
        return _kept.First.Value.Value;
    }
}
