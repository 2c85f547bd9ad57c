using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Benchmarks.Training.Simulated;

/// <summary>A case over all its seeds: sums are compared, so that a seed in which hardly anything was lost does not count as much as one with a lot.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcomes">One a seed.</param>
internal sealed record TrainingTotals(TrainingCase Case, IReadOnlyList<TrainingOutcome> Outcomes)
{
    /// <summary>Share of a rival's lost GPU-seconds that was not lost; null where it lost none.</summary>
    /// <param name="rival">The rival.</param>
    public double? Saved(Func<TrainingOutcome, JointResult> rival) => 1 - Over(result => result.LostGpuSeconds, rival);

    /// <summary>A figure of ours over that of a rival; null where one of them has none.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="rival">The rival.</param>
    public double? Over(Func<JointResult, double> figure, Func<TrainingOutcome, JointResult> rival) =>
        Outcomes.Sum(outcome => figure(outcome.Ours)) / Outcomes.Sum(outcome => figure(rival(outcome))) is var ratio && double.IsFinite(ratio) && ratio > 0 ? ratio : null;

    /// <summary>Percentage points of requests inside the objective above a rival.</summary>
    /// <param name="rival">The rival.</param>
    public double Points(Func<TrainingOutcome, JointResult> rival) => 100 * Outcomes.Average(outcome => outcome.Ours.Share - rival(outcome).Share);
}
