using System.Globalization;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>The rules that a simulation compares, each with its published defaults and a small grid of settings around what the case needs.</summary>
internal static class RuleCatalog
{
    /// <summary>The operator's own decision.</summary>
    public const string Operator = "operator";

    // Knative's default: 100 requests in flight, of which 70 % are aimed at (Knative documentation, "Configuring concurrency").
    private const double KnativeConcurrency = 100 * 0.7;
    private static readonly double[] Shares = [0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];
    private static readonly double[] Loads = [0.5, 0.65, 0.8, 0.95, 1.1, 1.3, 1.6, 2];
    private static readonly double[] Stabilizations = [300, 60];

    /// <summary>Names of the rules, as the command line takes them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Operator, "hpa", "keda", "kpa", "apa", "reactive-oracle", "clairvoyant"];

    /// <summary>The rule of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="subject">The case.</param>
    /// <returns>The rule with its settings.</returns>
    public static RuleEntry Of(string name, SimulationCase subject)
    {
        var (target, capacity, usual) = (subject.Setting.TargetSeconds, subject.Capacity, subject.UsualInFlight);
        return name switch
        {
            Operator => new(name, new(OperatorText(subject), () => new OperatorRule(subject.Setting, subject.Policy)), []),
            "hpa" => new(name, Hpa(target, 300), [.. from window in Stabilizations from share in Shares select Hpa(share * target, window)]),
            // Its ratio is of a sum, which grows with the replicas: targets go down with the square.
            "keda" => new(name, Keda(target, 300), [.. from window in Stabilizations from share in Shares select Keda(share * share * target, window)]),
            "kpa" => new(name, Kpa(KnativeConcurrency, 60), [.. from window in (double[])[60, 30] from load in Loads select Kpa(load * usual, window)]),
            "apa" => new(name, Apa(usual, 300), [.. from window in Stabilizations from load in Loads select Apa(load * usual, window)]),
            "reactive-oracle" => new(name, null, [.. from headroom in (double[])[-0.1, 0, 0.1, 0.2, 0.35, 0.5] from hold in (double[])[0, 60, 240] select Oracle(subject, headroom, hold)]),
            "clairvoyant" => new(name, null, [.. from headroom in (double[])[-0.1, 0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4] select new RuleSetting($"headroom {Percent(headroom)}", () => new ClairvoyantRule(capacity, headroom))]),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such rule"),
        };
    }

    private static string OperatorText(SimulationCase subject) =>
        subject.Policy.ScaleDownDelay is { } delay ? $"scaleDownDelay {Shown.Duration(delay.TotalSeconds)}" : "scaleDownDelay by start-up";

    private static RuleSetting Hpa(double target, double window) =>
        new($"target {Shown.Duration(target)}, window {Shown.Duration(window)}", () => new HpaRule(target, window));

    private static RuleSetting Keda(double threshold, double window) =>
        new($"threshold {Shown.Duration(threshold)}, window {Shown.Duration(window)}", () => new KedaRule(threshold, onRate: false, window));

    private static RuleSetting Kpa(double target, double window) =>
        new($"{Shown.Number(target)} in flight, window {Shown.Duration(window)}", () => new KpaRule(target, window));

    private static RuleSetting Apa(double target, double window) =>
        new($"{Shown.Number(target)} in flight, window {Shown.Duration(window)}", () => new ApaRule(target, window));

    private static RuleSetting Oracle(SimulationCase subject, double headroom, double hold) =>
        new($"headroom {Percent(headroom)}, holds {Shown.Duration(hold)}", () => new ReactiveOracle(subject.Capacity, subject.Setting.Profile.Throughput, headroom, recoverySeconds: 15, hold));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
