using InferenceOperator.Core.Simulation.Joint;
using InferenceOperator.Simulation;

namespace InferenceOperator.Benchmarks.Training.Simulated;

/// <summary>A recorded trace of jobs, fitted to a load: what counts are its sizes, and how its arrivals and durations compare.</summary>
/// <param name="Name">Name in tables.</param>
/// <param name="Path">The file.</param>
/// <param name="Every">Only each so manieth job.</param>
internal sealed record RecordedJobs(string Name, string Path, int Every)
{
    private const double ShortestSeconds = 60;

    // As large as the generated gangs: one as large as the cluster never fits beside a model, under any rule.
    private const int MostWorkers = 16;

    /// <summary>The traces that lie beside the repository.</summary>
    public static IReadOnlyList<RecordedJobs> Find()
    {
        RecordedJobs[] known = [new("philly", System.IO.Path.Combine("gavel-philly", "msr_seed0_vc_ee9e8c.trace"), 12), new("pollux", System.IO.Path.Combine("pollux-osdi21", "workload-1.csv"), 1)];
        return [.. known.SelectMany(trace => Folder(trace.Path) is { } found ? (RecordedJobs[])[trace with { Path = found }] : [])];
    }

    /// <summary>Its jobs, with arrivals put into a time and durations so much longer or shorter that they come to a sum.</summary>
    /// <param name="seed">Which of its jobs, and what the format does not say.</param>
    /// <param name="until">Seconds.</param>
    /// <param name="gpuSeconds">GPU-seconds of all.</param>
    public IReadOnlyList<ReplayedJob> Fit(ulong seed, double until, double gpuSeconds)
    {
        var jobs = TrainingTrace.Read(Path, seed).Select(read => read.Job).Where((_, index) => index % Every == (int)(seed % (ulong)Every))
            .Select(job => job with { Workers = Math.Min(MostWorkers, job.Workers), MinWorkers = Math.Min(MostWorkers, job.MinWorkers) }).ToList();
        var (first, last) = (jobs[0].SubmittedSeconds, jobs[^1].SubmittedSeconds);
        // What is cut off at the longest goes to the others: a job as long as the whole load would be all there is to see.
        var factor = gpuSeconds / jobs.Sum(job => job.Gpus * job.DurationSeconds);
        for (var step = 0; step < 30; step++) factor *= gpuSeconds / jobs.Sum(job => job.Gpus * Cut(job.DurationSeconds * factor, until));
        return [.. jobs.Select(job => job with { SubmittedSeconds = (job.SubmittedSeconds - first) / (last - first) * until, DurationSeconds = Cut(job.DurationSeconds * factor, until) })];
    }

    private static double Cut(double seconds, double until) => Math.Clamp(seconds, ShortestSeconds, until / 2);

    private static string? Folder(string path)
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "traces", path);
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }
}
