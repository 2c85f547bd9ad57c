using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Core.Tests.Simulation;

/// <summary>The operator's rule on a service that does one request at a time and on one that batches, p99.</summary>
internal static class OperatorCases
{
    private static readonly Dictionary<string, (ServiceProfile Profile, double Target)> Services = new()
    {
        ["one at a time"] = (new() { Name = "one at a time", Points = [new(1, 0.25)], Variability = 0.1 }, 1),
        ["batching"] = (new() { Name = "batching", Points = [new(1, 8), new(4, 8.6), new(8, 9.6), new(16, 12), new(24, 15), new(32, 19)], Variability = 0.6 }, 50),
    };

    private static readonly Dictionary<string, double> Capacities = Services.ToDictionary(service => service.Key, service => CapacityFinder.Of(service.Value.Profile, service.Value.Target, 99));

    /// <summary>Requests a second that one replica carries within the objective.</summary>
    public static double Capacity(string service) => Capacities[service];

    public static SimulationSetting Setting(string service, Trace trace, double startup, int initial, ulong seed) => new()
    {
        Trace = trace, Profile = Services[service].Profile, TargetSeconds = Services[service].Target, Percentile = 99, StartupSeconds = startup, InitialReplicas = initial, Seed = seed,
    };

    /// <summary>A step from one load to another, in replicas.</summary>
    public static Trace Step(string service, ulong seed, double from, double to, double at, double seconds)
    {
        var (unit, random) = (Capacity(service), new SeededRandom(seed));
        double Rate(double now) => unit * (now < at ? from : to);
        List<double> arrivals = [];
        for (var now = random.Exponential() / (unit * to); now < seconds; now += random.Exponential() / (unit * to))
        {
            if (random.Uniform() * unit * to < Rate(now))
                arrivals.Add(now);
        }

        return new("step", [.. arrivals], null, seconds, Rate);
    }

    /// <summary>A fit whose curve has the true shape, and all loads of which are so many times the true ones.</summary>
    public static ScalingState Learnt(string service, double wrong, double startup)
    {
        var (profile, target) = Services[service];
        var (load, throughput) = (wrong * Capacity(service), wrong * profile.Throughput);
        var fit = new ServiceFit(profile.ServiceSeconds, throughput * profile.ServiceSeconds, target / profile.ServiceSeconds * (1 - (load / throughput)), 0.1, 100);
        return ScalingState.Learnt(fit, TimeSpan.FromSeconds(startup), TimeSpan.FromSeconds(target));
    }

    public static IReadOnlyList<ReplicaSample> Run(SimulationSetting setting, ScalingState? learnt = null) =>
        Simulator.Run(setting, new OperatorRule(setting, learnt: learnt), detailed: true).Replicas;
}
