using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>
/// Reads training jobs: our own CSV or YAML, Gavel's <c>.trace</c>, Pollux' <c>workload-*.csv</c>; and checks what all of them must keep.
/// </summary>
internal static class TrainingTrace
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="seed">Seed of what a format does not say.</param>
    /// <returns>The jobs in the order of their submission, with their places.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static IReadOnlyList<ReadJob> Read(string path, ulong seed)
    {
        if (!File.Exists(path))
            throw new InputException($"--training \"{path}\": no such file; write the path of a CSV or YAML file of jobs, or generate:jobs");
        return Parse(path, File.ReadAllText(path), seed);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="path">What to call the file; its ending says the format.</param>
    /// <param name="text">What stands in it.</param>
    /// <param name="seed">Seed of what a format does not say.</param>
    /// <returns>The jobs in the order of their submission, with their places.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static IReadOnlyList<ReadJob> Parse(string path, string text, ulong seed)
    {
        var file = Path.GetFileName(path);
        if (string.IsNullOrWhiteSpace(text))
            throw new InputException($"{file} is empty: write a header such as \"name,submitted,workers,duration\", then a line for each job");
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var jobs = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".yaml" or ".yml" => JobYaml.Read(file, text),
            ".trace" => GavelTrace.Read(file, lines),
            _ when PolluxTrace.Recognises(new CsvTable(file, lines)) => PolluxTrace.Read(new CsvTable(file, lines), seed),
            _ => JobTable.Read(file, new CsvTable(file, lines)),
        };
        if (jobs.Count == 0)
            throw new InputException($"{file} has no jobs: write a line for each below the header");
        Check(jobs);
        return jobs;
    }

    private static void Check(IReadOnlyList<ReadJob> jobs)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        double before = 0;
        foreach (var (job, wrong) in jobs)
        {
            if (!names.Add(job.Name))
                throw wrong("name", "another job has this name already: write a name of its own");
            if (job.SubmittedSeconds < before)
                throw wrong("submitted", $"the job before was submitted at {Shown.Duration(before)}: write jobs in the order of their submission");
            if (job.MinWorkers > job.Workers)
                throw wrong("minWorkers", $"it is more than workers ({job.Workers}): write 1 to {job.Workers}");
            before = job.SubmittedSeconds;
        }
    }

    /// <summary>Refuses gangs that never fit.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="nodes">GPUs of each node.</param>
    /// <exception cref="InputException">There is one.</exception>
    public static void CheckFit(IEnumerable<ReadJob> jobs, IReadOnlyList<int> nodes)
    {
        var cluster = $"{nodes.Count} nodes of {nodes[0]} GPUs";
        foreach (var (job, wrong) in jobs)
        {
            var places = nodes.Sum(gpus => gpus / job.GpusPerWorker);
            if (places == 0)
                throw wrong("gpus", $"no node has so many ({cluster}): write at most {nodes.Max()}, or a greater --gpus-per-node");
            if (job.Workers > places)
                throw wrong("workers", $"{job.Workers} workers of {job.GpusPerWorker} GPUs never fit {cluster}, which hold {places}: write at most {places}, or more --nodes");
        }
    }

    /// <summary>Makes all times longer or shorter; checkpoints stay as they are.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="factor">The factor.</param>
    public static IReadOnlyList<ReplayedJob> Scale(IEnumerable<ReplayedJob> jobs, double factor) =>
        [.. jobs.Select(job => job with { SubmittedSeconds = job.SubmittedSeconds * factor, DurationSeconds = Math.Max(1, job.DurationSeconds * factor) })];
}
