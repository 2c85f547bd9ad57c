namespace InferenceOperator.Core.Scaling;

/// <summary>
/// Decides which readings say something of the service: those of a time in which replicas and load did not change, and those of replicas
/// that cannot do more. Replicas that just came are cold and not among them.
/// </summary>
internal static class ServiceLearner
{
    private const double SteadyChange = 0.35;

    /// <summary>Real loads are never steady: their windows say something as well, only less.</summary>
    private const double UnsteadyWeight = 0.25;

    private const double Drift = 0.25;
    private const double Contradiction = 1.1;
    private const double Slower = 1.3;
    private const double MostSlower = 2.5;
    private const double NearObjective = 0.8;
    private const double Draining = 0.99;
    private const double LongestFill = 120;

    /// <summary>Seconds; what is measured beyond this is no latency.</summary>
    private const double LongestRequest = 86400;
    private const double Filling = 0.25;
    private static readonly TimeSpan LongestEcho = TimeSpan.FromMinutes(10);

    /// <summary>Learns.</summary>
    /// <param name="view">What is seen, demand included.</param>
    /// <returns>The state with what is known now.</returns>
    public static ScalingState Learn(ReplicaView view)
    {
        var state = ForPercentile(view.State, view.Policy.Percentile);
        if (view.Quality.Signal != Signal.Fresh || !view.Steady || view.Rate <= 0 || view.Serving == 0)
            return state;
        var target = view.Policy.Target!.Value.TotalSeconds;
        var evidence = state.Evidence;
        var waiting = state.SaturatedSince is not null || (state.Service is { } learnt && ReplicaSizer.Waiting(view, learnt, learnt.LoadAt(target)) > 0);
        var lately = state.LastWaiting is { } last && view.Now - last < view.Rules.MeasurementWindow;
        state = state with { LastWaiting = waiting ? view.Now : state.LastWaiting, WaitingSince = waiting ? state.WaitingSince ?? view.Now : lately ? state.WaitingSince : null };
        state = state with { SaturatedSince = IsSaturated(view, target) ? state.SaturatedSince ?? view.Now : null };
        if (state.SaturatedSince is { } since)
        {
            // Replicas that came since then have no share in the requests that wait; but when these do not get fewer once the new ones have their share, all are full.
            if (since < state.ServingSince || state.WaitingSince < state.ServingSince)
            {
                if (IsDraining(view))
                    return state;
                since = Latest(since, state.ServingSince!.Value + view.Rules.MeasurementWindow + TimeSpan.FromSeconds(Math.Min(target, LongestFill)));
            }

            // What ended lately is what they do at most, once they have been full for all of that time.
            var most = view.RecentRate * (1 - view.Rejected) / view.Serving;
            if (view.Now - since < view.Rules.RecentWindow || most <= 0)
                return state;
            evidence = Contradicted(evidence, state.Service, most, target).Full(most);
        }
        else if (!view.HoldsEcho && !BeganBefore(view) && !IsEcho(view, state) && !(view.Ratio > 1 && IsFilling(view)) && view.HasLatency && view.Latency > 0 && view.Rejected == 0)
        {
            var mean = view.MeanLatency is { } known && known > 0 && known <= view.Latency ? known : view.Latency / 2;
            var load = view.Rate / view.Serving;
            evidence = evidence.With(load, mean, view.Latency, IsSteady(view) ? 1 : UnsteadyWeight).Corrected(target);
            // What an earlier process learnt holds near the objective.
            if (evidence.Unconfirmed is { } earlier && load > NearObjective * earlier.LoadAt(target) && view.Ratio > NearObjective)
                evidence = evidence with { Unconfirmed = null };
        }

        return ReferenceEquals(evidence, state.Evidence) ? state : state with { Evidence = evidence, Service = ServiceFitter.Fit(evidence, target) };
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>What was seen of one percentile says nothing of another that the owner wants now.</summary>
    private static ScalingState ForPercentile(ScalingState state, int percentile) => state.Percentile is null || state.Percentile == percentile
        ? state with { Percentile = percentile }
        : state with { Percentile = percentile, Evidence = ServiceEvidence.None, Service = null, FailedLoad = null, FailedAt = null };

    /// <summary>
    /// Full replicas that do less than they should: what an earlier process learnt is taken for a service that was that much faster, and the rest
    /// is trusted less.
    /// </summary>
    private static ServiceEvidence Contradicted(ServiceEvidence evidence, ServiceFit? fit, double most, double target)
    {
        if (evidence.Unconfirmed is { } earlier && earlier.Throughput > Slower * most)
        {
            var slower = earlier with { ServiceSeconds = earlier.ServiceSeconds * Math.Min(MostSlower, earlier.Throughput / most) };
            return ServiceEvidence.Of(slower, target) with { Unconfirmed = null, Saturation = evidence.Saturation };
        }

        return fit?.LoadAt(target) > Contradiction * most ? evidence.Faded(0.2) : evidence;
    }

    /// <summary>
    /// Long latencies of requests that waited before new replicas came say nothing of a replica at its present load. Not for ever: where more
    /// stays in flight than is usual, the service itself has become slower.
    /// </summary>
    private static bool IsEcho(ReplicaView view, ScalingState state) =>
        view.Ratio > 1 && state.WaitingSince < state.ServingSince && view.Now - state.ServingSince < LongestEcho;

    /// <summary>The slowest of the requests that ended lately began before the present replicas served, however long ago that was.</summary>
    private static bool BeganBefore(ReplicaView view) => view.Now - view.State.ServingSince < view.Rules.MeasurementWindow + TimeSpan.FromSeconds(Math.Min(view.Latency, LongestRequest));

    /// <summary>What is in flight takes longer to end than the objective allows: a request that comes now will wait for all of it.</summary>
    private static bool IsSaturated(ReplicaView view, double target) =>
        view.Rejected > 0 || (!double.IsNaN(view.InFlight) && view.InFlight / view.Rate > 1.5 * target && view.Latency > target);

    /// <summary>
    /// More arrives than ends: how long requests take while a queue grows tells when it began to, and nothing of a load that replicas can carry.
    /// </summary>
    private static bool IsFilling(ReplicaView view) =>
        InFlightBefore(view, 1) is { } before && view.InFlight - before > Filling * view.Rate * view.Rules.MeasurementWindow.TotalSeconds;

    /// <summary>Fewer requests are in flight than two measurement windows ago, or it is not known.</summary>
    private static bool IsDraining(ReplicaView view) => InFlightBefore(view, 2) is not { } before || double.IsNaN(view.InFlight) || view.InFlight < Draining * before;

    /// <summary>Requests in flight so many measurement windows ago; null: not known.</summary>
    private static double? InFlightBefore(ReplicaView view, int windows)
    {
        var sample = view.State.Demand.LastOrDefault(sample => view.Now - sample.At >= windows * view.Rules.MeasurementWindow);
        return sample.At == default || double.IsNaN(sample.InFlight) ? null : sample.InFlight;
    }

    private static bool IsSteady(ReplicaView view)
    {
        var window = view.Rules.MeasurementWindow;
        var samples = view.State.Demand;
        var first = samples.Length - 1;
        while (first > 0 && view.Now - samples[first - 1].At <= window)
            first--;
        var span = samples[first..];
        if (span.Length < 2)
            return true;
        var mean = span.Average(sample => sample.Arrivals);
        var noise = 3 * Math.Sqrt(mean / view.Rules.RecentWindow.TotalSeconds);
        var moved = span.Max(sample => Math.Abs(sample.Arrivals - mean)) - noise;
        var drift = Math.Abs(span[^1].InFlight - span[0].InFlight);
        return moved <= SteadyChange * mean && (double.IsNaN(drift) || drift <= Drift * mean * window.TotalSeconds);
    }
}
