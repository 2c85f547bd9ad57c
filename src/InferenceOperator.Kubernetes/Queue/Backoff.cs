namespace InferenceOperator.Kubernetes;

/// <summary>Exponential backoff with jitter.</summary>
/// <param name="first">Delay after the first failure.</param>
/// <param name="cap">The longest delay, jitter included.</param>
/// <param name="random">A number in [0, 1), for the jitter.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan cap, Func<double> random)
{
    /// <summary>Delay after so many failures in a row: first × 2^(failures − 1), less up to a quarter, at most the cap.</summary>
    public TimeSpan Delay(int failures)
    {
        var doubled = first.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 60));
        var most = Math.Min(doubled, cap.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(most * (1 - (random() / 4)));
    }
}
