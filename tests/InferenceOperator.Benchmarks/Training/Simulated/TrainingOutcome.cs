using System.Globalization;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Benchmarks.Training.Simulated;

/// <summary>What everybody achieved in a case with one seed.</summary>
/// <param name="Case">The case.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Ours">The operator.</param>
/// <param name="Priority">Preemption by priority alone.</param>
/// <param name="Kueue">Whole jobs, the newest first.</param>
/// <param name="Static">A static partition.</param>
/// <param name="Quick">Preemption by priority alone, with workers that are killed after Kubernetes' usual 30 s.</param>
/// <param name="Bound">Utilisation of a cluster on which no GPU was ever idle or lost, over the static partition's own bound.</param>
internal sealed record TrainingOutcome(TrainingCase Case, ulong Seed, JointResult Ours, JointResult Priority, JointResult Kueue, JointResult Static, JointResult Quick, double Bound)
{
    private const double UsualGrace = 30;

    /// <summary>Columns of <see cref="Line"/>.</summary>
    public static string Header => $"{"case",-28} seed  {"inside objective: ours, priority, static",-42} {"GPU use",-18} {"GPU-hours lost",-22} preemptions  last job over priority";

    /// <summary>The case in a line.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Case.Name,-28} {Seed,4}  {100 * Ours.Share,6:0.00} {100 * Priority.Share,6:0.00} {100 * Static.Share,6:0.00} % ({Static.InferenceGpus,2} GPUs){"",8} {Ours.Utilisation:0.00} {Priority.Utilisation:0.00} {Static.Utilisation:0.00}     {Ours.LostGpuSeconds / 3600,6:0.00} {Priority.LostGpuSeconds / 3600,6:0.00} {Kueue.LostGpuSeconds / 3600,6:0.00}   {Ours.Preemptions,3} {Priority.Preemptions,3}     {Ours.MakespanSeconds / Priority.MakespanSeconds,6:0.000}{(Ours.Unfinished > 0 ? $"  {Ours.Unfinished} jobs not done" : "")}");

    /// <summary>Runs a case.</summary>
    /// <param name="item">The case.</param>
    /// <param name="seed">Its seed.</param>
    public static TrainingOutcome Of(TrainingCase item, ulong seed)
    {
        var joint = item.Of(seed);
        var setting = JointReplay.Setting(joint, JointReplay.Demand(joint));
        var ours = JointReplay.WithShare(joint, JointSimulator.Operator(setting));
        var own = JointReplay.StaticReplicas(joint, ours.Share);
        var needed = setting.Demand.Area(own) * setting.ReplicaGpus / setting.DurationSeconds;
        return new(
            item,
            seed,
            ours,
            JointReplay.WithShare(joint, JointSimulator.Priority(setting)),
            JointReplay.WithShare(joint, JointSimulator.Kueue(setting)),
            JointReplay.WithShare(joint, JointSimulator.Static(setting, own)),
            JointReplay.WithShare(joint, JointSimulator.Priority(setting with { KillGraceSeconds = UsualGrace })),
            setting.Gpus / (needed + setting.Gpus - (own * setting.ReplicaGpus)));
    }
}
