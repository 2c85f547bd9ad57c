namespace InferenceOperator.Core.Simulation;

/// <summary>Replays a trace against a service, with a rule that decides the replicas.</summary>
public static class Simulator
{
    private const double OscillationSeconds = 600;
    private const double PlotWindow = 30;

    /// <summary>Runs a case.</summary>
    /// <param name="setting">The case.</param>
    /// <param name="rule">The rule, new: rules remember.</param>
    /// <param name="detailed">Keep what plots need.</param>
    /// <returns>What it achieved.</returns>
    public static SimulationResult Run(SimulationSetting setting, IScalingRule rule, bool detailed = false)
    {
        var trace = setting.Trace;
        var ledger = new RequestLedger(setting.TargetSeconds, trace.DurationSeconds, setting.CountFrom);
        var fleet = new SimulatedFleet(setting.Profile, ledger, new SeededRandom(setting.Seed), setting.StartupSeconds, setting.CountFrom);
        var work = new SeededRandom(setting.Seed + 7919);
        var history = new ScrapeHistory(ledger.BucketBounds);
        var view = new SimulationView(history, setting);
        List<ReplicaSample> samples = [];
        List<(double At, int Direction)> changes = [];
        fleet.Begin(Math.Clamp(setting.InitialReplicas, setting.MinReplicas, setting.MaxReplicas));
        history.Add(Take(0));
        var (next, nextScrape, nextDecision) = (0, setting.ScrapeSeconds, rule.PeriodSeconds);
        while (true)
        {
            var arrival = next < trace.Arrivals.Length ? trace.Arrivals[next] : double.PositiveInfinity;
            var control = Math.Min(nextScrape, nextDecision);
            if (Math.Min(arrival, control) > trace.DurationSeconds)
                break;
            if (arrival <= control)
            {
                fleet.Arrive(arrival, trace.Works is { } works ? works[next] : setting.Profile.DrawWork(work));
                next++;
                continue;
            }

            fleet.WorkUntil(control);
            if (nextScrape <= control)
            {
                history.Add(Take(control));
                nextScrape += setting.ScrapeSeconds;
            }

            if (nextDecision <= control)
            {
                Decide(control);
                nextDecision += rule.PeriodSeconds;
            }
        }

        fleet.End(trace.DurationSeconds);
        return new SimulationResult
        {
            Rule = rule.Name,
            Share = ledger.Share,
            GpuHours = fleet.ReplicaSeconds * setting.Profile.Gpus / 3600,
            Changes = changes.Count,
            Oscillations = changes.Zip(changes.Skip(1)).Count(pair => pair.First.At >= setting.CountFrom && pair.First.Direction != pair.Second.Direction && pair.Second.At - pair.First.At < OscillationSeconds),
            LongestViolationSeconds = ledger.LongestViolation(setting.Percentile),
            Replicas = samples,
            Shares = detailed ? [.. ledger.SharesBySlice()] : [],
            Rates = detailed ? [.. ledger.RatesBySlice()] : [],
        };

        Scrape Take(double at) => new(at, ledger.Completed, ledger.LatencySum, fleet.InFlight, fleet.RequestSeconds, [.. ledger.Buckets]);

        void Decide(double now)
        {
            (view.Now, view.Replicas, view.Ready, view.TrueInFlight) = (now, fleet.Replicas, fleet.Ready, fleet.InFlight);
            if (rule is ILiveRule live)
                live.Look(now, fleet.RequestSeconds, fleet.Ready);
            var wanted = Math.Clamp(rule.Decide(view), setting.MinReplicas, setting.MaxReplicas);
            if (wanted != fleet.Replicas)
                changes.Add((now, Math.Sign(wanted - fleet.Replicas)));
            fleet.Scale(wanted, now);
            if (detailed)
                samples.Add(new(now, wanted, fleet.Ready, view.Latency(PlotWindow), (rule as IExplainedRule)?.Reason));
        }
    }
}
