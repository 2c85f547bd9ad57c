using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>Our own YAML of jobs: <c>jobs:</c>, a list with the fields of a TrainingJob, when each is submitted and how long it takes.</summary>
internal static class JobYaml
{
    private const int MostWorkers = 10_000;

    /// <summary>Reads it.</summary>
    /// <param name="file">What to call the file.</param>
    /// <param name="text">The YAML.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static IReadOnlyList<ReadJob> Read(string file, string text)
    {
        var root = YamlFields.Load(file, text);
        root.Only("jobs");
        return [.. root.List("jobs", "a list such as [{name: bert, submitted: 0s, workers: 8, duration: 2h}]").Select(Job)];
    }

    private static ReadJob Job(YamlFields fields)
    {
        fields.Only("name", "submitted", "workers", "minWorkers", "gpus", "duration", "checkpoint", "priority", "maxPreemptions");
        var usual = new ReplayedJob { Name = "", DurationSeconds = 1 };
        var checkpoint = fields.Map("checkpoint", "a mapping such as {interval: 10m, saveTime: 30s, gracePeriod: 120s, resumeCost: 60s}");
        checkpoint?.Only("interval", "saveTime", "gracePeriod", "resumeCost");
        var workers = (int)(fields.Whole("workers", 1, MostWorkers, $"the workers of the gang, 1 to {MostWorkers}") ?? throw fields.Missing("workers", "the workers of the gang, such as 8"));
        var job = new ReplayedJob
        {
            Name = fields.Text("name") ?? throw fields.Missing("name", "a name"),
            SubmittedSeconds = fields.Duration("submitted", positive: false) ?? throw fields.Missing("submitted", "when it is submitted, from the start, such as 10m"),
            Workers = workers,
            MinWorkers = (int)(fields.Whole("minWorkers", 1, MostWorkers, $"the fewest workers, 1 to {workers}") ?? workers),
            GpusPerWorker = (int)(fields.Whole("gpus", 1, 64, "the GPUs of a worker, 1 to 64") ?? 1),
            DurationSeconds = fields.Duration("duration", positive: true) ?? throw fields.Missing("duration", "how long it takes undisturbed, such as 2h"),
            CheckpointIntervalSeconds = checkpoint?.Duration("interval", positive: false) ?? usual.CheckpointIntervalSeconds,
            SaveSeconds = checkpoint?.Duration("saveTime", positive: false) ?? usual.SaveSeconds,
            GraceSeconds = checkpoint?.Duration("gracePeriod", positive: false) ?? usual.GraceSeconds,
            ResumeSeconds = checkpoint?.Duration("resumeCost", positive: false) ?? usual.ResumeSeconds,
            Priority = (int)(fields.Whole("priority", -1000, 1000, "a whole number, -1000 to 1000") ?? 0),
            MaxPreemptions = (int)(fields.Whole("maxPreemptions", 0, 1000, "preemptions in a day, 0 to 1000") ?? usual.MaxPreemptions),
        };
        return new(job, (field, message) => fields.Has(field) ? fields.Wrong(field, message) : fields.Wrong("workers", message));
    }
}
