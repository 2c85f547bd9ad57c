using System.Text.Json;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>A joint report for programs: seconds, GPUs, GPU-seconds and shares from 0 to 1 throughout; null is what never came.</summary>
internal static class JointJsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(JointReport report, TextWriter writer)
    {
        var setting = report.Subject.Setting;
        writer.WriteLine(JsonSerializer.Serialize(
            new
            {
                report.Command,
                setting.Seed,
                Trace = new { setting.Trace.Name, Requests = setting.Trace.Arrivals.Length, setting.Trace.DurationSeconds, setting.Trace.MeanRate },
                Profile = new { setting.Profile.Name, report.Subject.Gpus },
                Objective = new { setting.Percentile, setting.TargetSeconds },
                Cluster = new { report.Case.NodeGpus, report.Case.Pool.Reserve, GiveBackDelaySeconds = report.Case.Pool.GiveBackDelay.TotalSeconds },
                report.Notes,
                Rules = report.Results.Select(Rule),
            },
            Options));
    }

    private static object Rule(JointResult result) => new
    {
        result.Rule,
        result.InferenceGpus,
        result.Share,
        result.Utilisation,
        result.LostGpuSeconds,
        result.Preemptions,
        result.PreemptionTimes,
        MakespanSeconds = double.IsFinite(result.MakespanSeconds) ? result.MakespanSeconds : (double?)null,
        MeanCompletionSeconds = double.IsFinite(result.MeanCompletionSeconds) ? result.MeanCompletionSeconds : (double?)null,
        result.Unfinished,
        Jobs = result.Jobs.Select(outcome => new
        {
            outcome.Job.Name, outcome.Job.SubmittedSeconds, outcome.Job.Workers, outcome.Job.MinWorkers, outcome.Job.GpusPerWorker, outcome.Job.DurationSeconds,
            outcome.FinishedSeconds, outcome.Starts, outcome.Preemptions, outcome.LostGpuSeconds, outcome.Stretches,
        }),
        Gpus = result.Samples,
    };
}
