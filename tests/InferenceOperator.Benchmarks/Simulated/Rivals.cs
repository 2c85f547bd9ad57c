using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>The rules that are compared, each over a grid of its parameters.</summary>
internal static class Rivals
{
    /// <summary>Names of the rivals, as figures name them.</summary>
    public static readonly string[] Names = ["hpa", "keda", "kpa", "apa"];

    /// <summary>KEDA as its users tune it where the capacity of a replica is known: not one of the four, shown beside them.</summary>
    public const string KedaOnRate = "keda on rate";

    private static readonly double[] Targets = [0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];
    private static readonly double[] Stabilizations = [300, 60];

    /// <summary>All settings of a rival.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="service">The service: targets are multiples of what it can do.</param>
    /// <returns>Makers of the rule, one for each setting.</returns>
    public static IEnumerable<Func<IScalingRule>> Grid(string name, BenchService service) => name switch
    {
        "hpa" => from stabilization in Stabilizations from target in Targets select Rule(() => new HpaRule(target * service.TargetSeconds, stabilization)),
        "keda" => from stabilization in Stabilizations from target in Targets select Rule(() => new KedaRule(target * target * service.TargetSeconds, onRate: false, stabilization)),
        KedaOnRate => from stabilization in Stabilizations from target in (double[])[0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1] select Rule(() => new KedaRule(target * service.Capacity, onRate: true, stabilization)),
        "kpa" => from window in (double[])[60, 30, 120] from target in Concurrencies select Rule(() => new KpaRule(target * Usual(service), window)),
        "apa" => from stabilization in Stabilizations from target in Concurrencies select Rule(() => new ApaRule(target * Usual(service), stabilization)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such rival"),
    };

    /// <summary>All settings of the reactive oracle.</summary>
    /// <param name="service">The service.</param>
    public static IEnumerable<Func<IScalingRule>> Oracles(BenchService service) =>
        from headroom in (double[])[-0.1, 0, 0.1, 0.2, 0.35, 0.5]
        from recovery in (double[])[15, 60]
        from hold in (double[])[0, 60, 240]
        select Rule(() => new ReactiveOracle(service.Capacity, service.Profile.Throughput, headroom, recovery, hold));

    /// <summary>All settings of the clairvoyant bound.</summary>
    /// <param name="service">The service.</param>
    public static IEnumerable<Func<IScalingRule>> Clairvoyants(BenchService service) =>
        from headroom in (double[])[-0.1, 0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4] select Rule(() => new ClairvoyantRule(service.Capacity, headroom));

    private static readonly double[] Concurrencies = [0.5, 0.65, 0.8, 0.95, 1.1, 1.3, 1.6, 2];

    // Requests in a replica at the load that it carries: Little's law with about the mean latency there.
    private static double Usual(BenchService service) => service.UsualInFlight;

    private static Func<IScalingRule> Rule(Func<IScalingRule> make) => make;
}
