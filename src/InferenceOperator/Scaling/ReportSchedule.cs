namespace InferenceOperator.Scaling;

/// <summary>
/// Says when a model's status should be looked at again because its numbers moved: by a tenth, and not more often than the status may be
/// rewritten. Decisions do not wait for this.
/// </summary>
internal sealed class ReportSchedule
{
    // A little longer than the 30 s that the status itself keeps, or its clock would just refuse.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(31);
    private const double Significant = 0.1;
    private readonly Dictionary<string, (DateTimeOffset At, double? Latency, double? Rate)> _reported = [];

    /// <summary>Whether the status is due; counts as reported when it is.</summary>
    /// <param name="uid">UID of the model.</param>
    /// <param name="latencySeconds">Latency now.</param>
    /// <param name="rate">Rate now.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when it is.</returns>
    public bool IsDue(string uid, double? latencySeconds, double? rate, DateTimeOffset now)
    {
        if (_reported.TryGetValue(uid, out var last) && (now - last.At < Pause || !(Moved(last.Latency, latencySeconds) || Moved(last.Rate, rate))))
            return false;
        Reported(uid, latencySeconds, rate, now);
        return true;
    }

    /// <summary>Notes that the status is being looked at for another reason.</summary>
    /// <param name="uid">UID of the model.</param>
    /// <param name="latencySeconds">Latency now.</param>
    /// <param name="rate">Rate now.</param>
    /// <param name="now">The time.</param>
    public void Reported(string uid, double? latencySeconds, double? rate, DateTimeOffset now) => _reported[uid] = (now, latencySeconds, rate);

    /// <summary>Forgets models that are gone.</summary>
    /// <param name="uids">UIDs of the models that exist.</param>
    public void KeepOnly(IReadOnlySet<string> uids)
    {
        foreach (var gone in _reported.Keys.Where(uid => !uids.Contains(uid)).ToList())
            _reported.Remove(gone);
    }

    private static bool Moved(double? before, double? now)
    {
        if (before is not { } was || now is not { } value || double.IsNaN(was) || double.IsNaN(value))
            return before.HasValue != now.HasValue;
        return Math.Abs(value - was) > Significant * Math.Abs(was);
    }
}
