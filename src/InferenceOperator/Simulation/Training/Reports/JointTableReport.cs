using System.Globalization;
using InferenceOperator.Core.Simulation.Joint;
using Spectre.Console;

namespace InferenceOperator.Simulation;

/// <summary>A joint report for a terminal.</summary>
internal static class JointTableReport
{
    private const int WidthWithoutTerminal = 160;
    private const double Hour = 3600;
    private static readonly string[] Columns = ["inside objective", "GPU use", "lost GPU-hours", "preemptions", "starts", "last job done", "mean job time", "not done"];

    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="terminal">The writer is a terminal: colours, and its width.</param>
    public static void Write(JointReport report, TextWriter writer, bool terminal)
    {
        var console = ReportConsole.On(writer, terminal, WidthWithoutTerminal);
        var (setting, trace) = (report.Subject.Setting, report.Subject.Setting.Trace);
        Line($"{trace.Name}: {trace.Arrivals.Length} requests in {Shown.Duration(trace.DurationSeconds)}, {Shown.Number(trace.MeanRate)} a second");
        Line($"{setting.Profile.Name}: {report.Objective}; a replica carries {Shown.Number(report.Subject.Capacity)} requests/s within it and starts in {Shown.Duration(setting.StartupSeconds)}");
        Line($"training: {report.Case.Jobs.Count} jobs, {report.Case.Jobs.Sum(job => job.Gpus * job.DurationSeconds) / Hour:0.#} GPU-hours, gangs of {report.Case.Jobs.Min(job => job.Workers)} to {report.Case.Jobs.Max(job => job.Workers)}; {report.Cluster}");
        foreach (var note in report.Notes)
            Line($"note: {note}");
        console.WriteLine();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("rule");
        foreach (var name in Columns)
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var (result, index) in report.Results.Select((result, index) => (result, index)))
            table.AddRow([.. Cells(result).Prepend(JointReport.Title(result)).Select(cell => new Text(cell, index == 0 ? new Style(decoration: Decoration.Bold) : Style.Plain))]);
        console.Write(table);

        void Line(FormattableString text)
        {
            console.Write(new Text(text.ToString(CultureInfo.InvariantCulture)));
            console.WriteLine();
        }
    }

    /// <summary>The figures of a rule, in the order of the columns.</summary>
    /// <param name="result">What it achieved.</param>
    public static IReadOnlyList<string> Cells(JointResult result) =>
    [
        Shown.Percent(result.Share),
        Shown.Percent(result.Utilisation),
        (result.LostGpuSeconds / Hour).ToString("0.00", CultureInfo.InvariantCulture),
        result.Preemptions.ToString(CultureInfo.InvariantCulture),
        result.Jobs.Sum(job => job.Starts).ToString(CultureInfo.InvariantCulture),
        Shown.Duration(result.MakespanSeconds),
        Shown.Duration(result.MeanCompletionSeconds),
        result.Unfinished.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Names of the figures.</summary>
    public static IReadOnlyList<string> Names => Columns;
}
