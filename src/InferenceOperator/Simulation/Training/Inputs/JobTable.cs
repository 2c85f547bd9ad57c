using System.Globalization;
using InferenceOperator.Core.Simulation.Joint;
using InferenceOperator.Translation;

namespace InferenceOperator.Simulation;

/// <summary>Our own CSV of jobs: a column for each field, four of which must be there.</summary>
internal static class JobTable
{
    private const int MostWorkers = 10_000;
    private static readonly string[] Needed = ["name", "submitted", "workers", "duration"];
    private static readonly string[] Known = [.. Needed, "minWorkers", "gpus", "interval", "saveTime", "gracePeriod", "resumeCost", "priority", "maxPreemptions"];

    /// <summary>Reads it.</summary>
    /// <param name="file">What to call the file.</param>
    /// <param name="table">The table.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static IReadOnlyList<ReadJob> Read(string file, CsvTable table)
    {
        foreach (var name in Needed)
        {
            if (table.Find(name) < 0)
                throw new InputException($"{file}, header \"{Shown.Short(table.Header)}\": the column {name} is missing: write a header with {string.Join(", ", Needed)}");
        }

        foreach (var column in table.Header.Split(','))
        {
            if (!Known.Contains(column, StringComparer.OrdinalIgnoreCase))
                throw new InputException($"{file}, header \"{Shown.Short(table.Header)}\": {Shown.Short(column)} is no column here: write some of {string.Join(", ", Known)}");
        }

        return [.. table.Rows.Select(row => Job(table, row))];
    }

    private static ReadJob Job(CsvTable table, CsvRow row)
    {
        var usual = new ReplayedJob { Name = "", DurationSeconds = 1 };
        var name = table.Text(row, table.Find("name"));
        if (name.Length == 0)
            throw table.Wrong(row, table.Find("name"), "a name");
        var workers = Whole("workers", 1, MostWorkers) ?? throw Missing("workers", "the workers of the gang, such as 8");
        var duration = Time("duration") ?? throw Missing("duration", "how long it takes undisturbed, such as 2h");
        if (duration <= 0)
            throw table.Wrong(row, table.Find("duration"), "more than 0, such as 2h or 7200");
        return new(
            new ReplayedJob
            {
                Name = name,
                SubmittedSeconds = Time("submitted") ?? throw Missing("submitted", "when it is submitted, from the start, such as 10m or 600"),
                Workers = workers,
                MinWorkers = Whole("minWorkers", 1, MostWorkers) ?? workers,
                GpusPerWorker = Whole("gpus", 1, 64) ?? 1,
                DurationSeconds = duration,
                CheckpointIntervalSeconds = Time("interval") ?? usual.CheckpointIntervalSeconds,
                SaveSeconds = Time("saveTime") ?? usual.SaveSeconds,
                GraceSeconds = Time("gracePeriod") ?? usual.GraceSeconds,
                ResumeSeconds = Time("resumeCost") ?? usual.ResumeSeconds,
                Priority = Whole("priority", -1000, 1000) ?? 0,
                MaxPreemptions = Whole("maxPreemptions", 0, 1000) ?? usual.MaxPreemptions,
            },
            (field, message) => table.Says(row, table.Find(field) is >= 0 and var at ? at : table.Find("workers"), message));

        int? Whole(string field, int least, int most) => Find(field) is not { } text ? null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw table.Wrong(row, table.Find(field), $"a whole number, {least} to {most}");

        double? Time(string field) => Find(field) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) && seconds >= 0 ? seconds
            : GoDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero ? duration.TotalSeconds
            : throw table.Wrong(row, table.Find(field), "0 or more seconds, or a duration such as 90s or 1h30m");

        string? Find(string field) => table.Find(field) is >= 0 and var at && table.Text(row, at) is { Length: > 0 } text ? text : null;

        InputException Missing(string field, string write) => table.Wrong(row, table.Find(field), write);
    }
}
