namespace InferenceOperator.Core.Scaling;

/// <summary>Turns demand, forecast and backlog into replicas.</summary>
internal static class ReplicaSizer
{
    /// <summary>The time in which a backlog is to be gone once capacity serves, seconds, where the objective is shorter.</summary>
    private const double LeastRecoverySeconds = 20;

    private const double LeastMargin = 0.05;
    private const double GreatestMargin = 0.25;

    /// <summary>A load this much above what was seen to hold is tried, not more.</summary>
    private const double Venture = 1.5;

    private const double LeastReadings = 2;

    private static readonly TimeSpan UnknownStartup = TimeSpan.FromSeconds(30);

    /// <summary>Sizes.</summary>
    /// <param name="view">What is seen.</param>
    /// <returns>The sizing; null when too little is known of the service.</returns>
    public static Sizing? Size(ReplicaView view)
    {
        if (view.State.Service is not { } fit || view.State.Demand.IsDefaultOrEmpty)
            return null;
        var target = view.Policy.Target!.Value.TotalSeconds;
        var (load, proven) = SafeLoad(fit, view.State.Evidence, target);
        if (!(load > 0))
            return null;
        var level = DemandTracker.Level(view.State.Demand, view.Rules.RecentWindow);
        var horizon = (view.State.Startup ?? UnknownStartup) + view.Replicas.ReclaimTime + view.Rules.Interval;
        var periods = view.State.Periods;
        var forecast = !view.Policy.Forecasts ? new Forecast(level.Rate, null) : Forecaster.Expect(level, view.State.RecentLoad, periods.Recent, view.State.PastLoad, periods.Past, view.Now, horizon);
        var throughput = Math.Min(fit.Throughput, 1.7 * load);
        var waiting = Waiting(view, fit, load);
        var backlog = waiting <= 0 ? 0 : Ahead(view, waiting, level.Rate, throughput, horizon.TotalSeconds);
        var recovery = Math.Max(Math.Max(LeastRecoverySeconds, target / 2), horizon.TotalSeconds / 2);
        return new()
        {
            LoadPerReplica = load,
            Proven = proven,
            Level = level,
            Forecast = forecast,
            Waiting = waiting,
            Backlog = backlog,
            Horizon = horizon,
            Replicas = (forecast.Rate / load) + (backlog / recovery / throughput),
        };
    }

    /// <summary>The load that a replica may be given: the fit's, less a margin for its uncertainty, and not far beyond what was seen to hold.</summary>
    private static (double Load, double Proven) SafeLoad(ServiceFit fit, ServiceEvidence evidence, double target)
    {
        var (proven, broken, atBroken) = (0.0, double.PositiveInfinity, 0.0);
        foreach (var bin in evidence.Bins.Values)
        {
            var quality = bin.TailSpeed * target;
            if (bin.Weight < LeastReadings)
                continue;
            if (quality >= 1)
                proven = Math.Max(proven, bin.Load);
            else if (quality < 0.9 && bin.Load < broken)
                (broken, atBroken) = (bin.Load, quality);
        }

        var load = fit.LoadAt(target);
        if (proven > 0)
            load = Math.Clamp(load, 0.7 * proven, Venture * proven);
        else if (double.IsFinite(broken))
            load = Math.Clamp(load, Math.Max(0.4, Math.Min(0.8, atBroken)) * broken, 0.9 * broken);
        return (load * (1 - Math.Clamp(LeastMargin + (0.5 * fit.Uncertainty), LeastMargin, GreatestMargin)), proven);
    }

    /// <summary>Requests in flight beyond those of a load that holds (Little's law) and their noise.</summary>
    public static double Waiting(ReplicaView view, ServiceFit fit, double load)
    {
        if (double.IsNaN(view.InFlight))
            return 0;
        var usual = Math.Max(1, view.Serving) * load * fit.ServiceSeconds / Math.Max(0.1, 1 - (load / fit.Throughput));
        return Math.Max(0, view.InFlight - (usual + (2 * Math.Sqrt(usual)) + 1));
    }

    /// <summary>What will wait at the horizon, with the replicas that were ordered before coming one order after the other.</summary>
    private static double Ahead(ReplicaView view, double waiting, double rate, double throughput, double horizon)
    {
        var (at, serving) = (0.0, Math.Max(1, view.Serving));
        foreach (var order in view.State.Orders)
        {
            var comes = Math.Clamp((order.From + (view.State.Startup ?? UnknownStartup) - view.Now).TotalSeconds, at, horizon);
            waiting = Math.Max(0, waiting + ((rate - (serving * throughput)) * (comes - at)));
            (at, serving) = (comes, Math.Max(serving, order.Replicas));
        }

        return Math.Max(0, waiting + ((rate - (serving * throughput)) * (horizon - at)));
    }
}
