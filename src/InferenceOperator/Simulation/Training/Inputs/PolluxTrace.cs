using System.Globalization;
using InferenceOperator.Core.Simulation;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>
/// Reads the submission traces of Pollux (Qiao et al., 2021): <c>name,time,application,num_replicas,batch_size</c>. They do not say how long a
/// job takes. Its GPU-time is drawn from the range that the paper gives for its application; jobs of Pollux can change their size, so they
/// run with half of their replicas, too.
/// </summary>
internal static class PolluxTrace
{
    private const double Hour = 3600;
    private static readonly string[] Columns = ["name", "time", "application", "num_replicas", "batch_size"];

    // GPU-hours by application: small, medium, large and extra large jobs (Pollux, table 1 and section 5.1).
    private static readonly Dictionary<string, (double Least, double Most)> GpuHours = new(StringComparer.Ordinal)
    {
        ["cifar10"] = (0.1, 1),
        ["ncf"] = (0.1, 1),
        ["bert"] = (1, 10),
        ["deepspeech2"] = (1, 10),
        ["yolov3"] = (10, 100),
        ["imagenet"] = (100, 1000),
    };

    /// <summary>Whether a table is one.</summary>
    /// <param name="table">The table.</param>
    public static bool Recognises(CsvTable table) => table.Find("application") >= 0 && table.Find("num_replicas") >= 0;

    /// <summary>Reads it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="seed">Seed of the durations.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static IReadOnlyList<ReadJob> Read(CsvTable table, ulong seed)
    {
        if (Columns.FirstOrDefault(column => table.Find(column) < 0) is { } missing)
            throw new InputException($"header \"{Shown.Short(table.Header)}\": the column {missing} is missing: write {string.Join(',', Columns)}");
        var random = new SeededRandom(seed + 15_485_863);
        return [.. table.Rows.Select(row => Job(table, row, random.Uniform()))];
    }

    private static ReadJob Job(CsvTable table, CsvRow row, double drawn)
    {
        var (at, kind, size) = (table.Find("time"), table.Find("application"), table.Find("num_replicas"));
        var workers = table.Number(row, size, "replicas, 1 or more");
        if (workers < 1 || workers > 10_000 || workers != Math.Floor(workers))
            throw table.Wrong(row, size, "a whole number of replicas, 1 or more");
        if (!GpuHours.TryGetValue(table.Text(row, kind), out var hours))
            throw table.Wrong(row, kind, $"one of {string.Join(", ", GpuHours.Keys)}, or the jobs with their durations as name,submitted,workers,duration");
        var job = new ReplayedJob
        {
            Name = table.Text(row, table.Find("name")),
            SubmittedSeconds = table.Number(row, at, "seconds from the start, 0 or more"),
            Workers = (int)workers,
            MinWorkers = ((int)workers + 1) / 2,
            DurationSeconds = Math.Round(hours.Least * Math.Pow(hours.Most / hours.Least, drawn) * Hour / workers),
        };
        return new(job, (field, message) => table.Says(row, field == "submitted" ? at : field == "name" ? table.Find("name") : size, message));
    }
}
