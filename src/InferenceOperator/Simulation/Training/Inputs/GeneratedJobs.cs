using System.Globalization;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>Training jobs that are made up: <c>generate:jobs[,seed=N][,load=0.9][,elastic=0.5][,median=40m]</c>.</summary>
/// <param name="Seed">Same seed, same jobs; null: the simulation's own.</param>
/// <param name="Load">Their GPU-seconds over those that inference leaves.</param>
/// <param name="Elastic">Share of jobs with several workers that can run with half of them.</param>
/// <param name="MedianSeconds">The median of their durations, seconds.</param>
internal sealed record GeneratedJobs(ulong? Seed, double Load, double Elastic, double MedianSeconds)
{
    /// <summary>What an address of made-up jobs begins with.</summary>
    public const string Scheme = "generate:";

    // Of the load's length: so that the last ones can finish by its end.
    private const double SubmittedUntil = 0.7;

    /// <summary>Reads it.</summary>
    /// <param name="text">Such as <c>generate:jobs,load=0.8</c>.</param>
    /// <returns>What to make.</returns>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static GeneratedJobs Parse(string text)
    {
        var parts = text[Scheme.Length..].Split(',');
        if (parts[0] != "jobs")
            throw Wrong($"\"{Shown.Short(parts[0])}\" is not known: write generate:jobs");
        var made = new GeneratedJobs(null, 0.9, 0.5, 2400);
        foreach (var part in parts.Skip(1))
        {
            var (key, value) = part.Split('=', 2) is [var name, var given] ? (name, given) : (part, "");
            made = key switch
            {
                "seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => made with { Seed = seed },
                "seed" => throw Wrong($"seed \"{Shown.Short(value)}\": write a whole number, 0 or more"),
                "load" when Number(value) is > 0 and <= 10 and var load => made with { Load = load },
                "load" => throw Wrong($"load \"{Shown.Short(value)}\": write GPU-seconds of all jobs over those that inference leaves, more than 0 and at most 10, such as 0.9"),
                "elastic" when Number(value) is >= 0 and <= 1 and var share => made with { Elastic = share },
                "elastic" => throw Wrong($"elastic \"{Shown.Short(value)}\": write the share of elastic jobs, 0 to 1"),
                "median" when Translation.GoDuration.TryParse(value, out var median) && median > TimeSpan.Zero => made with { MedianSeconds = median.TotalSeconds },
                "median" => throw Wrong($"median \"{Shown.Short(value)}\": write a duration such as 40m"),
                _ => throw Wrong($"\"{Shown.Short(part)}\" is not known: write seed=1, load=0.9, elastic=0.5 or median=40m"),
            };
        }

        return made;

        InputException Wrong(string message) => new($"--training \"{Shown.Short(text)}\": {message}");

        static double? Number(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Makes them.</summary>
    /// <param name="leftGpuSeconds">GPU-seconds that inference leaves.</param>
    /// <param name="duration">Length of the load, seconds.</param>
    /// <param name="mostWorkers">The largest gang that fits.</param>
    /// <param name="seed">The simulation's seed.</param>
    public IReadOnlyList<ReplayedJob> Make(double leftGpuSeconds, double duration, int mostWorkers, ulong seed) => JobGenerator.Generate(new JobMix
    {
        Seed = Seed ?? seed,
        GpuSeconds = Load * Math.Max(0, leftGpuSeconds),
        SubmittedUntil = SubmittedUntil * duration,
        Elastic = Elastic,
        MostWorkers = Math.Min(16, mostWorkers),
        MedianSeconds = MedianSeconds,
    });
}
