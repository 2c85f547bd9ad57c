namespace InferenceOperator.Core.Scaling;

/// <summary>
/// When replicas go under load: one, once fewer would have done for the whole delay; as many as half of them, after a small part of it, once the
/// load has fallen far below what they hold.
/// </summary>
internal static class DownRules
{
    /// <summary>One replica goes when this share of the load is to spare on the fewer: one that goes and is wanted back costs its start.</summary>
    private const double SpareBand = 0.08;

    /// <summary>With this much to spare there is little to wait for: chance is not as large, nor an error of the fit beyond its margin.</summary>
    private const double AmpleBand = 0.4;

    /// <summary>Share of the delay after which replicas go when so much is to spare.</summary>
    private const double AmpleShare = 0.15;

    /// <summary>Share of one replica that must be to spare besides.</summary>
    private const double DeadBand = 0.04;

    /// <summary>More to spare, by how far the load of those that stay is beyond what was seen to hold.</summary>
    private const double Beyond = 0.3;

    /// <summary>A load at which fewer did not do is not tried again for this long, unless it is a tenth less.</summary>
    private static readonly TimeSpan FailureMemory = TimeSpan.FromHours(12);

    /// <summary>Peaks recur when they came twice in this many times what dropping a replica and having it back takes.</summary>
    private const double PeakFactor = 5;

    /// <summary>Decides.</summary>
    /// <param name="view">What is seen.</param>
    /// <param name="sizing">What the load needs; null: too little is known.</param>
    /// <returns>The step; null: all stay.</returns>
    public static ScalingStep? Decide(ReplicaView view, Sizing? sizing)
    {
        if (view.Quality.Signal != Signal.Fresh || view.Ratio > 1 || view.Current <= view.Minimum || view.Current <= 1)
            return null;
        return (sizing is { } size ? Ample(view, size) ?? OneFewer(view, size) : null) ?? Trial(view, sizing);
    }

    /// <summary>
    /// The load has fallen far: what it leaves idle goes at once, but half of the replicas stay for the whole delay, as a load that is gone because
    /// something before the model broke comes back whole. Where the owner says how long fewer must have done, that holds; and what an earlier
    /// process learnt is not enough for it, as it may be wrong by more than is to spare.
    /// </summary>
    private static ScalingStep? Ample(ReplicaView view, Sizing size)
    {
        if (view.Policy.ScaleDownDelay is not null || view.State.Evidence.Unconfirmed is not null)
            return null;
        // What is on its way was ordered for requests that wait and are in no rate. After an outage the whole delay is observed anew, however little is needed now.
        var time = AmpleShare * Delay(view);
        if (view.Replicas.Ready < view.Current || JustGrown(view, time) || JustShrunk(view) || !DownWindow.Covers(view.State, view.Now, Delay(view)))
            return null;
        var fewest = view.Current;
        while (fewest > Math.Max((view.Current + 1) / 2, view.Minimum) && WouldDo(view, size, fewest - 1, AmpleBand, time) && MayGoTo(view, size, fewest - 1))
            fewest--;
        return fewest < view.Current
            ? Down(view, fewest, $"{fewest} would have done for {Numbers.Duration(time)} with {Numbers.Share(AmpleBand)} to spare: one replica holds {Numbers.Rate(size.LoadPerReplica)}")
            : null;
    }

    private static ScalingStep? OneFewer(ReplicaView view, Sizing size)
    {
        var (fewer, delay) = (view.Current - 1, Delay(view));
        return !JustGrown(view, delay) && DownWindow.Covers(view.State, view.Now, delay) && WouldDo(view, size, fewer) && MayGoTo(view, size, fewer)
            ? Down(view, fewer, $"{fewer} would have done for {Numbers.Duration(delay)}: one replica holds {Numbers.Rate(size.LoadPerReplica)}")
            : null;
    }

    /// <summary>Not learnt enough to say: one fewer is tried where the latency leaves room for it, and nothing speaks against it.</summary>
    private static ScalingStep? Trial(ReplicaView view, Sizing? sizing)
    {
        var (fewer, delay) = (view.Current - 1, Delay(view));
        return !JustGrown(view, delay) && view.State.FewerSince is { } since && view.Now - since >= delay && MayTry(view, sizing) && MayGoTo(view, sizing, fewer)
            ? Down(view with { State = DownWindow.Forget(view.State) }, fewer, $"{fewer} would have done for {Numbers.Duration(view.Now - since)}")
            : null;
    }

    private static ScalingStep Down(ReplicaView view, int replicas, string why) =>
        new(replicas, $"{view.Measured}; {why}", view.State with { FewerSince = null, Trial = replicas });

    /// <summary>Whether so many would have done for the greatest load of the whole delay, with a little to spare.</summary>
    /// <param name="view">What is seen.</param>
    /// <param name="sizing">What the load needs.</param>
    /// <param name="replicas">How many.</param>
    public static bool WouldDo(ReplicaView view, Sizing sizing, int replicas) => WouldDo(view, sizing, replicas, SpareBand, Delay(view));

    private static bool WouldDo(ReplicaView view, Sizing sizing, int replicas, double spare, TimeSpan time)
    {
        var most = DownWindow.Most(view.State, view.Now, time);
        var beyond = replicas > 0 && sizing.Proven > 0 ? Math.Max(0, (most / replicas / sizing.Proven) - 1) : 0;
        return Math.Ceiling((most / sizing.LoadPerReplica * (1 + spare + (Beyond * beyond))) + DeadBand) <= replicas;
    }

    /// <summary>What was just ordered, or has just come, had its reason.</summary>
    private static bool JustGrown(ReplicaView view, TimeSpan time) => Within(view, view.State.LastScaleUp, time) || Within(view, view.State.GrownAt, time);

    private static bool JustShrunk(ReplicaView view) => view.State.Trial == view.Current && Within(view, view.State.LastChange, Delay(view));

    private static bool Within(ReplicaView view, DateTimeOffset? time, TimeSpan span) => time is { } at && view.Now - at < span;

    private static bool MayGoTo(ReplicaView view, Sizing? sizing, int replicas) => !FailedBefore(view, replicas) && !PeaksRecur(view, sizing, replicas);

    /// <summary>
    /// Fewer would hardly be gone before they are wanted again, and each time requests would wait for a start: as long as peaks come so often,
    /// what they need stays.
    /// </summary>
    /// <param name="view">What is seen.</param>
    /// <param name="sizing">What the load needs; null: too little is known.</param>
    /// <param name="replicas">How many would stay.</param>
    public static bool PeaksRecur(ReplicaView view, Sizing? sizing, int replicas) =>
        sizing is { } size && LoadPeaks.Recur(view.State.RecentLoad, size.LoadPerReplica * replicas, PeakSpan(view));

    /// <summary>How far back peaks are looked for.</summary>
    public static TimeSpan PeakSpan(ReplicaView view) => PeakFactor * (Delay(view) + (view.State.Startup ?? TimeSpan.Zero));

    private static bool FailedBefore(ReplicaView view, int replicas) =>
        view.State.FailedAt is { } at && view.Now - at < FailureMemory && Present(view) / replicas >= 0.9 * view.State.FailedLoad;

    private static bool MayTry(ReplicaView view, Sizing? sizing) =>
        sizing is null || ((view.State.Service!.Uncertainty > LoadRules.Certain || view.State.Evidence.Unconfirmed is not null) && !view.State.Evidence.BreaksAt(view.Rate / (view.Current - 1), view.Policy.Target!.Value.TotalSeconds));

    /// <summary>The present rate of arrivals, requests a second.</summary>
    public static double Present(ReplicaView view) => DemandTracker.Level(view.State.Demand, view.Rules.RecentWindow).Rate;

    /// <summary>The delay: the owner's, or by the start-up.</summary>
    public static TimeSpan Delay(ReplicaView view) => view.Policy.DelayFor(view.State.Startup);
}
