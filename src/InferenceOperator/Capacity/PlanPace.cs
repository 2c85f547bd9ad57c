namespace InferenceOperator.Capacity;

/// <summary>
/// How long changes are collected before the next plan: briefly at first, longer while they go on and on. A token bucket: some plans at once,
/// then so many a second.
/// </summary>
/// <param name="options">The paces.</param>
/// <param name="time">The clock.</param>
internal sealed class PlanPace(CapacityOptions options, TimeProvider time)
{
    /// <summary>A pause is at least so many times as long as the plan before it took.</summary>
    private const int RestsPerPlan = 3;

    private double _tokens = options.PlansAtOnce;
    private long _refilled = time.GetTimestamp();

    /// <summary>The pause before the next plan.</summary>
    /// <param name="took">What the last one took: planning a large cluster never takes more than a quarter of the time.</param>
    /// <returns>How long to wait.</returns>
    public TimeSpan Pause(TimeSpan took)
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(options.PlansAtOnce, _tokens + (time.GetElapsedTime(_refilled, now).TotalSeconds * options.PlansPerSecond));
        _refilled = now;
        var sustained = TimeSpan.FromSeconds(1 / options.PlansPerSecond);
        var pause = _tokens >= 1 || sustained < options.Debounce ? options.Debounce : sustained;
        _tokens = Math.Max(0, _tokens - 1);
        var rest = took * RestsPerPlan;
        return rest > pause ? rest : pause;
    }
}
