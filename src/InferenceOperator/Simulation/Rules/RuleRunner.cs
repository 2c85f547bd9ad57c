using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>Runs rules on a case.</summary>
internal static class RuleRunner
{
    /// <summary>Runs them, each as published and in its best setting.</summary>
    /// <param name="subject">The case.</param>
    /// <param name="rules">Names of the rules.</param>
    /// <param name="cancellationToken">Stops it between two runs.</param>
    /// <returns>What each achieved, in their order.</returns>
    public static IReadOnlyList<RuleOutcome> Run(SimulationCase subject, IEnumerable<string> rules, CancellationToken cancellationToken)
    {
        List<RuleOutcome> outcomes = [];
        foreach (var entry in rules.Select(rule => RuleCatalog.Of(rule, subject)))
        {
            if (entry.Default is { } published)
            {
                cancellationToken.ThrowIfCancellationRequested();
                outcomes.Add(new(entry.Name, entry.Name, published.Text, Simulator.Run(subject.Setting, published.Make(), detailed: true), []));
            }

            if (entry.Grid.Count > 0)
                outcomes.Add(Best(subject, entry, cancellationToken));
        }

        return outcomes;
    }

    private static RuleOutcome Best(SimulationCase subject, RuleEntry entry, CancellationToken cancellationToken)
    {
        var results = entry.Grid.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(setting => Simulator.Run(subject.Setting, setting.Make())).ToList();
        var best = entry.Grid[BestOf(results, subject.Setting.Percentile / 100)];
        return new(
            entry.Name,
            $"{entry.Name}, best of {entry.Grid.Count} settings",
            best.Text,
            Simulator.Run(subject.Setting, best.Make(), detailed: true),
            [.. entry.Grid.Zip(results, (setting, result) => new SettingOutcome(setting.Text, result.Share, result.GpuHours))]);
    }

    /// <summary>The setting that a person would choose afterwards: the cheapest that keeps the objective, else the one with the most requests inside it.</summary>
    /// <param name="results">What the settings achieved.</param>
    /// <param name="share">The share that the objective asks for.</param>
    /// <returns>Index of the best.</returns>
    public static int BestOf(IReadOnlyList<SimulationResult> results, double share)
    {
        var indexes = Enumerable.Range(0, results.Count).ToList();
        var keeping = indexes.Where(index => results[index].Share >= share).ToList();
        return keeping.Count > 0
            ? keeping.MinBy(index => (results[index].GpuHours, -results[index].Share))
            : indexes.MaxBy(index => (results[index].Share, -results[index].GpuHours));
    }
}
