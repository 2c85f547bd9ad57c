using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>A report for programs: seconds, requests a second and shares from 0 to 1 throughout; null is what could not be measured.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(SimulationReport report, TextWriter writer)
    {
        var setting = report.Case.Setting;
        writer.WriteLine(JsonSerializer.Serialize(
            new
            {
                report.Command,
                setting.Seed,
                Trace = new { setting.Trace.Name, Requests = setting.Trace.Arrivals.Length, setting.Trace.DurationSeconds, setting.Trace.MeanRate },
                Profile = new { setting.Profile.Name, report.Case.Gpus, setting.Profile.Points, setting.Profile.Variability, setting.Profile.Throughput },
                Objective = new { setting.Percentile, setting.TargetSeconds },
                Scaling = new { setting.MinReplicas, setting.MaxReplicas, setting.InitialReplicas, setting.StartupSeconds, ScaleDownDelaySeconds = report.Case.Policy.ScaleDownDelay?.TotalSeconds },
                Capacity = new { RequestsPerSecond = report.Case.Capacity, report.Case.UsualInFlight, report.Case.PeakReplicas },
                Hours = report.Case.HoursName,
                report.Notes,
                Load = new { SimulationReport.SliceSeconds, report.Rates },
                Rules = report.Outcomes.Select(Rule),
                report.Decisions,
            },
            Options));
    }

    private static object Rule(RuleOutcome outcome) => new
    {
        outcome.Rule,
        outcome.Title,
        outcome.Setting,
        outcome.Result.Share,
        outcome.Result.GpuHours,
        outcome.Result.Changes,
        outcome.Result.Oscillations,
        outcome.Result.LongestViolationSeconds,
        Settings = outcome.Grid,
        Series = Series(outcome.Result),
        outcome.Result.Shares,
    };

    private static object Series(SimulationResult result) => new
    {
        At = result.Replicas.Select(sample => sample.At),
        Wanted = result.Replicas.Select(sample => sample.Wanted),
        Ready = result.Replicas.Select(sample => sample.Ready),
        LatencySeconds = result.Replicas.Select(sample => double.IsFinite(sample.LatencySeconds) ? sample.LatencySeconds : (double?)null),
    };
}
