using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>What a joint simulation found.</summary>
/// <param name="Subject">The inference part.</param>
/// <param name="Case">The whole.</param>
/// <param name="Command">The command line, to run it again.</param>
/// <param name="Results">What each rule achieved, the operator first.</param>
/// <param name="Notes">What a reader should know before trusting the figures.</param>
internal sealed record JointReport(SimulationCase Subject, JointCase Case, string Command, IReadOnlyList<JointResult> Results, IReadOnlyList<string> Notes)
{
    /// <summary>The objective, as people write it.</summary>
    public string Objective => $"p{Shown.Number(Subject.Setting.Percentile)} at most {Shown.Duration(Subject.Setting.TargetSeconds)}";

    /// <summary>The cluster, as people write it.</summary>
    public string Cluster => $"{Case.NodeGpus.Count} nodes of {Case.NodeGpus[0]} GPUs";

    /// <summary>Runs a simulation.</summary>
    /// <param name="request">The inference part.</param>
    /// <param name="joint">The rest.</param>
    /// <param name="cancellationToken">Stops it before it begins to run.</param>
    /// <returns>What it found.</returns>
    /// <exception cref="InputException">Something cannot be used.</exception>
    public static JointReport Run(SimulationRequest request, JointRequest joint, CancellationToken cancellationToken)
    {
        List<string> notes = [];
        var subject = CaseBuilder.Build(request);
        var item = JointCaseBuilder.Build(subject, joint, notes);
        cancellationToken.ThrowIfCancellationRequested();
        var results = JointReplay.Run(item);
        foreach (var result in results.Where(result => result.Unfinished > 0))
            notes.Add($"{result.Rule}: {result.Unfinished} of {result.Jobs.Count} jobs were not done when the replay ended at {Shown.Duration(item.LimitFactor * item.Inference.Trace.DurationSeconds)}{(result.InferenceGpus is { } own ? $"; gangs larger than its {result.Gpus - own} training GPUs never fit" : "")}");
        return new(subject, item, request.Command, results, notes);
    }

    /// <summary>What the static partition is, in words.</summary>
    /// <param name="result">A result.</param>
    public static string Title(JointResult result) => result.InferenceGpus is { } own ? $"{result.Rule}, {own} + {result.Gpus - own} GPUs" : result.Rule;
}
