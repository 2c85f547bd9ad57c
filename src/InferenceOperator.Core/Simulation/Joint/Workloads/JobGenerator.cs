using System.Globalization;

namespace InferenceOperator.Core.Simulation.Joint;

/// <summary>
/// Makes training jobs from a seed. Gangs of 1, 2, 4, 8 and 16 come as often as in Microsoft's Philly clusters (Jeon et al., "Analysis of
/// Large-Scale Multi-Tenant GPU Clusters for DNN Training Workloads", 2019, as replayed by Gavel); durations are lognormal, most short and a
/// few long; jobs come at random times, a fifth of them waits at the start.
/// </summary>
public static class JobGenerator
{
    private const double Spread = 1;
    private const double ShortestSeconds = 300;
    private const double LongestFactor = 8;
    private const double AtStart = 0.2;
    private static readonly (int Workers, double Weight)[] Sizes = [(1, 0.49), (2, 0.025), (4, 0.16), (8, 0.27), (16, 0.055)];

    /// <summary>Makes them.</summary>
    /// <param name="mix">What of.</param>
    /// <returns>The jobs, in the order of their submission.</returns>
    public static IReadOnlyList<ReplayedJob> Generate(JobMix mix)
    {
        var random = new SeededRandom((mix.Seed * 7919) + 17);
        List<ReplayedJob> jobs = [];
        for (double sum = 0; sum < mix.GpuSeconds; sum += jobs[^1].Gpus * jobs[^1].DurationSeconds) jobs.Add(Draw(mix, random));
        return [.. jobs.OrderBy(job => job.SubmittedSeconds).Select((job, index) => job with { Name = string.Create(CultureInfo.InvariantCulture, $"job-{index:000}") })];
    }

    private static ReplayedJob Draw(JobMix mix, SeededRandom random)
    {
        var workers = Size(mix.MostWorkers, random.Uniform());
        var elastic = random.Uniform() < mix.Elastic;
        var duration = mix.MedianSeconds * Math.Exp(Spread * random.Normal());
        return new ReplayedJob
        {
            Name = "",
            SubmittedSeconds = Math.Round(random.Uniform() < AtStart ? 0 : mix.SubmittedUntil * random.Uniform()),
            Workers = workers,
            MinWorkers = elastic ? (workers + 1) / 2 : workers,
            DurationSeconds = Math.Round(Math.Clamp(duration, ShortestSeconds, mix.MedianSeconds * LongestFactor)),
            CheckpointIntervalSeconds = Math.Round(random.Between(5, 30)) * 60,
            SaveSeconds = Math.Round(random.Between(10, 60)),
            GraceSeconds = 120,
            ResumeSeconds = Math.Round(random.Between(30, 120)),
        };
    }

    private static int Size(int most, double drawn)
    {
        var sizes = Sizes.Where(size => size.Workers <= Math.Max(1, most)).ToList();
        var rest = drawn * sizes.Sum(size => size.Weight);
        foreach (var (workers, weight) in sizes)
        {
            rest -= weight;
            if (rest < 0) return workers;
        }

        return sizes[^1].Workers;
    }
}
