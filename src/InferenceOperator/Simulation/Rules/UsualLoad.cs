using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>Measures by simulation what a replica has in flight at the load that it carries: what autoscalers on concurrency are set by.</summary>
internal static class UsualLoad
{
    private const double Requests = 20_000;

    /// <summary>Measures it.</summary>
    /// <param name="profile">The replica.</param>
    /// <param name="targetSeconds">The objective, seconds.</param>
    /// <param name="percentile">Its percentile.</param>
    /// <param name="rate">Requests a second.</param>
    /// <returns>Mean requests in flight.</returns>
    public static double InFlight(ServiceProfile profile, double targetSeconds, double percentile, double rate)
    {
        var trace = RateTrace.Of("one replica", [(0, rate), (Requests / rate, rate)], seed: 1);
        var probe = new Probe(Requests / rate / 100);
        Simulator.Run(new SimulationSetting { Trace = trace, Profile = profile, TargetSeconds = targetSeconds, Percentile = percentile, MaxReplicas = 1, ScrapeSeconds = probe.PeriodSeconds }, probe);
        return probe.RequestSeconds / probe.Seconds;
    }

    private sealed class Probe(double period) : ILiveRule
    {
        public string Name => "probe";

        public double PeriodSeconds => period;

        public double RequestSeconds { get; private set; }

        public double Seconds { get; private set; }

        public void Look(double now, double requestSeconds, int ready) => (Seconds, RequestSeconds) = (now, requestSeconds);

        public int Decide(SimulationView seen) => 1;
    }
}
