using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>What a simulation found.</summary>
/// <param name="Case">What was simulated.</param>
/// <param name="Command">The command line, to run it again.</param>
/// <param name="Outcomes">What each rule achieved.</param>
/// <param name="Decisions">The operator's changes, oldest first; empty where it did not run.</param>
/// <param name="Notes">What a reader should know before trusting the figures.</param>
internal sealed record SimulationReport(
    SimulationCase Case, string Command, IReadOnlyList<RuleOutcome> Outcomes, IReadOnlyList<Decision> Decisions, IReadOnlyList<string> Notes)
{
    /// <summary>Seconds of a slice of <see cref="SimulationResult.Rates"/> and <see cref="SimulationResult.Shares"/>.</summary>
    public const double SliceSeconds = 10;

    /// <summary>The objective, as people write it.</summary>
    public string Objective => $"p{Shown.Number(Case.Setting.Percentile)} at most {Shown.Duration(Case.Setting.TargetSeconds)}";

    /// <summary>Requests a second by slice; a last slice that the trace does not fill is left out.</summary>
    public IReadOnlyList<double> Rates =>
        Outcomes.Count == 0 ? [] : [.. Outcomes[0].Result.Rates.Take(Math.Max(1, (int)(Case.Setting.Trace.DurationSeconds / SliceSeconds)))];

    /// <summary>Runs a simulation.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cancellationToken">Stops it between two runs.</param>
    /// <returns>What it found.</returns>
    /// <exception cref="InputException">Something cannot be used.</exception>
    public static SimulationReport Run(SimulationRequest request, CancellationToken cancellationToken)
    {
        var subject = CaseBuilder.Build(request);
        var outcomes = RuleRunner.Run(subject, request.Rules, cancellationToken);
        var ours = outcomes.FirstOrDefault(outcome => outcome.Rule == RuleCatalog.Operator);
        return new(subject, request.Command, outcomes, ours is null ? [] : DecisionsOf(ours.Result, subject.Setting.InitialReplicas), NotesOn(subject));
    }

    private static List<Decision> DecisionsOf(SimulationResult result, int replicas)
    {
        List<Decision> decisions = [];
        foreach (var sample in result.Replicas)
        {
            if (sample.Wanted != replicas)
                decisions.Add(new(sample.At, replicas, sample.Wanted, sample.Reason ?? ""));
            replicas = sample.Wanted;
        }

        return decisions;
    }

    private static List<string> NotesOn(SimulationCase subject)
    {
        List<string> notes = [];
        if (subject.PeakReplicas > subject.Setting.MaxReplicas)
            notes.Add($"the highest load needs about {subject.PeakReplicas} replicas, and maxReplicas is {subject.Setting.MaxReplicas}: no rule can keep the objective there");
        if (subject.Setting.Trace.Arrivals.Length < 1000)
            notes.Add($"the trace has {subject.Setting.Trace.Arrivals.Length} requests: shares of so few are rough");
        return notes;
    }
}
