namespace InferenceOperator.Core.Scaling;

/// <summary>What to do under load.</summary>
internal static class LoadRules
{
    /// <summary>
    /// While one fewer is tried, replicas are added only when this share of one more is needed: a few per cent that the fit says are missing are
    /// no reason to have it back at once.
    /// </summary>
    private const double TrialBand = 0.04;

    /// <summary>A load that is to grow by less than this share is steady.</summary>
    private const double SteadyBand = 0.04;

    /// <summary>Share of the objective, grown by the load of the replica that goes, that trying one fewer may use.</summary>
    private const double TrialMargin = 0.9;

    /// <summary>Above this uncertainty the fit alone adds no replica while the objective holds.</summary>
    internal const double Certain = 0.3;

    /// <summary>Where the load fills less than this share of the replicas, a long latency is no matter of their number.</summary>
    private const double LeastUse = 0.6;

    /// <summary>A load that is over what replicas may be given by less than this share waits for the latency to say so, too.</summary>
    private const double LeastGain = 0.1;

    /// <summary>When more than this share of what is in flight is more than usual, it is no chance.</summary>
    private const double ManyWaiting = 0.5;

    private const double LongestLook = 120;

    /// <summary>A load that has been seen for less than this, seconds, may be chance; about two readings.</summary>
    private const double Young = 16;

    /// <summary>Unless it is this far, in what chance makes of it, beyond what the replicas hold.</summary>
    private const double JumpBand = 4;

    /// <summary>Decides.</summary>
    /// <param name="view">What is seen.</param>
    /// <param name="sizing">What the load needs; null: too little is known.</param>
    /// <returns>The step.</returns>
    public static ScalingStep Decide(ReplicaView view, Sizing? sizing)
    {
        view = view with { State = Observed(view, sizing) };
        return Up(view, sizing) ?? DownRules.Decide(view, sizing) ?? Hold(view, sizing);
    }

    /// <summary>The needs of the last while, the breach that lasts, and since when one fewer would have done.</summary>
    private static ScalingState Observed(ReplicaView view, Sizing? sizing)
    {
        var broken = view.Ratio > ProportionalRule.UpperEdge;
        var state = view.State with { BrokenSince = broken ? view.State.BrokenSince ?? view.Now : null, Missed = Misses.Sum(view) };
        if (view.Quality.Signal != Signal.Fresh)
            return DownWindow.Forget(state) with { FewerSince = null };
        var trial = !broken && view.Settled && view.Current > view.Minimum && view.Current > 1 && view.Ratio * view.Current / (view.Current - 1) <= TrialMargin;
        var since = trial ? Latest(state.FewerSince ?? view.Now, state.LastChange) : (DateTimeOffset?)null;
        // Without a fit at least the rate is known; what cannot be told from it is told by the latency.
        var rate = sizing is { } size ? (size.Replicas + size.Noise) * size.LoadPerReplica : DownRules.Present(view);
        if (sizing is { } known && broken && view.Settled)
            rate = Math.Max(rate, view.Current * known.LoadPerReplica);
        return DownWindow.Note(state with { FewerSince = since }, rate, view.Now, DownRules.Delay(view));
    }

    private static ScalingStep? Up(ReplicaView view, Sizing? sizing)
    {
        var (byLoad, byLatency) = (ByLoad(view, sizing), ByLatency(view, sizing));
        var desired = Math.Min(view.Maximum, Math.Max(byLoad, byLatency));
        if (desired <= view.Current)
            return null;
        // These did not do at this load: not again. What began before they served says nothing of that.
        var failed = (view.Ratio > 1 && view.State.Trial == view.Current)
            || (view.Ratio > ProportionalRule.UpperEdge && byLatency > byLoad && view.Settled && view.State.BrokenSince > view.State.ServingSince);
        var state = failed ? view.State with { FailedLoad = DownRules.Present(view) / view.Current, FailedAt = view.Now } : view.State;
        return new(desired, $"{Note(view)}{Explained(sizing)}", state with { Trial = null });
    }

    private static int ByLoad(ReplicaView view, Sizing? sizing)
    {
        var band = view.State.Trial == view.Current || view.State.Evidence.Unconfirmed is not null ? TrialBand : 0;
        if (sizing is not { } size || size.Replicas - size.Noise <= view.Current * (1 + band))
            return view.Current;
        // A steady load that is seen to hold is no reason, whatever margin the fit asks for.
        if (view.Settled && view.Ratio <= 1 && size.Forecast.Rate <= size.Level.Rate * (1 + SteadyBand) && size.Level.Seconds >= view.Rules.MeasurementWindow.TotalSeconds
            && size.Forecast.Rate * (1 - LeastGain) <= size.LoadPerReplica * view.Current)
            return view.Current;
        var trusted = view.State.Service!.Uncertainty <= Certain || size.Backlog > 0 || (view.Ratio > 1 && !view.StepUnderWay);
        // A jump that is a few seconds old and calls for one more may be chance.
        if (view.Settled && (view.Ratio <= 1 || size.Backlog <= 0) && size.Level.Seconds < Young && size.Replicas - (JumpBand * size.Noise) <= view.Current)
            return view.Current;
        // A replica of a model without load is no basis for dozens: at most four times as many at once, or four more.
        return trusted ? (int)Math.Min(Math.Ceiling(size.Replicas - band - size.Noise), Math.Max(4 * view.Current, view.Current + 4)) : view.Current;
    }

    /// <summary>While nothing is learnt, by the measured latency; later only where the breach lasts, as one window's percentile is noisy.</summary>
    private static int ByLatency(ReplicaView view, Sizing? sizing)
    {
        if (view.Ratio <= ProportionalRule.UpperEdge || view.StepUnderWay)
            return view.Current;
        var proportional = ProportionalRule.Desired(view.Current, view.Serving, view.Ratio);
        if (sizing is not { } size || view.Rejected > 0)
            return proportional;
        // Broken, and more waits than a load that holds leaves: the rate only has not moved yet.
        var lasted = view.State.BrokenSince is { } since ? view.Now - since : TimeSpan.Zero;
        if (size.Waiting > ManyWaiting * view.InFlight && lasted.TotalSeconds >= view.Latency - view.Rules.Interval.TotalSeconds && view.Settled && !view.HoldsEcho && view.State.WaitingSince > view.State.ServingSince && size.Replicas >= LeastUse * view.Current)
            return view.Current + 1;
        // Requests that waited long are an echo of a load that capacity was ordered for already.
        if (IsEcho(view, size) || view.HoldsEcho || size.Replicas < LeastUse * view.Current)
            return view.Current;
        // Not much, but for long.
        if (view.State.Missed > Misses.Most)
            return view.Current + Math.Max(1, view.Current / 10);
        // Windows of a slow service share their requests: only those that share none are another look.
        var look = view.Rules.MeasurementWindow + TimeSpan.FromSeconds(Math.Min(view.Latency, LongestLook));
        return lasted >= (view.State.Service!.Uncertainty <= Certain ? 3 * look : look) ? Math.Min(proportional, view.Current + Math.Max(1, view.Current / 4)) : view.Current;
    }

    /// <summary>Not for ever: what still waits when all that was ordered should long have cleared it tells of a fit that is wrong.</summary>
    private static bool IsEcho(ReplicaView view, Sizing size) =>
        size.Waiting > 0 && view.State.WaitingSince is { } since && view.Now - since < size.Horizon + (3 * view.Rules.MeasurementWindow) + view.Policy.Target!.Value;

    private static ScalingStep Hold(ReplicaView view, Sizing? sizing)
    {
        var state = view.State;
        var note = Note(view);
        if (view.Ratio > ProportionalRule.UpperEdge)
        {
            var why = view.Current >= view.Maximum ? "at maxReplicas" : view.StepUnderWay || view.Replicas.Ready < view.Current ? view.Arriving : "one window may be chance";
            return new(view.Current, $"holds {view.Current}: {note}; {why}", state);
        }

        if (view.Ratio > 1)
            return new(view.Current, $"holds {view.Current}: {note}, inside the tolerance of {Numbers.Share(ProportionalRule.UpperEdge - 1)}", state);
        var since = state.FewerSince;
        var fewer = since is not null || (sizing is { } size && DownRules.WouldDo(view, size, view.Current - 1));
        if (fewer && view.Current > view.Minimum && DownRules.PeaksRecur(view, sizing, view.Current - 1))
            return new(view.Current, $"holds {view.Current}: {note}; {view.Current - 1} would do, but more were needed at several peaks in the last {Numbers.Duration(DownRules.PeakSpan(view))}", state);
        return fewer && view.Current > view.Minimum
            ? new(view.Current, $"holds {view.Current}: {note}; {view.Current - 1} would do{Waited(view)}", state)
            : new(view.Current, $"holds {view.Current}: {note}", state);
    }

    private static string Waited(ReplicaView view) => view.State.FewerSince is { } since
        ? $" for {Numbers.Duration(view.Now - since)} of {Numbers.Duration(DownRules.Delay(view))}"
        : $", observed for {Numbers.Duration(view.Now - (view.State.NeedsSince ?? view.Now))} of {Numbers.Duration(DownRules.Delay(view))}";

    private static string Note(ReplicaView view) => view.Quality.Signal == Signal.Partial ? $"{view.Measured}; {view.Quality.Explanation}" : view.Measured;

    private static string Explained(Sizing? sizing) => sizing is { } size ? $"; {size.Explanation}" : "";

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other is { } time && time > one ? time : one;
}
