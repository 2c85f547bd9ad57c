using System.Globalization;
using Spectre.Console;

namespace InferenceOperator.Simulation;

/// <summary>A report for a terminal.</summary>
internal static class TableReport
{
    private const int LastDecisions = 10;
    private const int WidthWithoutTerminal = 160;

    // Below, settings would break every row in two.
    private const int WidthWithSettings = 145;

    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="terminal">The writer is a terminal: colours, and its width.</param>
    public static void Write(SimulationReport report, TextWriter writer, bool terminal)
    {
        var console = ReportConsole.On(writer, terminal, WidthWithoutTerminal);
        var (setting, trace) = (report.Case.Setting, report.Case.Setting.Trace);
        Line(console, $"{trace.Name}: {trace.Arrivals.Length} requests in {Shown.Duration(trace.DurationSeconds)}, {Shown.Number(trace.MeanRate)} a second");
        Line(console, $"{setting.Profile.Name}: {report.Objective}; a replica carries {Shown.Number(report.Case.Capacity)} requests/s within it and starts in {Shown.Duration(setting.StartupSeconds)}; {setting.MinReplicas} to {setting.MaxReplicas} replicas");
        foreach (var note in report.Notes)
            Line(console, $"note: {note}");
        console.WriteLine();
        console.Write(Rules(report, settings: console.Profile.Width >= WidthWithSettings));
        if (report.Decisions.Count == 0)
            return;
        console.WriteLine();
        Line(console, $"the operator's last {Math.Min(LastDecisions, report.Decisions.Count)} of {report.Decisions.Count} decisions");
        foreach (var decision in report.Decisions.TakeLast(LastDecisions))
            Line(console, $"  {Shown.Duration(decision.At),-9} {decision.Reason}");
    }

    private static Table Rules(SimulationReport report, bool settings)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("rule");
        if (settings)
            table.AddColumn("setting");
        foreach (var name in (string[])["inside objective", report.Case.HoursName, "changes", "oscillations", "longest violation"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var outcome in report.Outcomes)
        {
            var style = outcome.Rule == RuleCatalog.Operator ? new Style(decoration: Decoration.Bold) : Style.Plain;
            var result = outcome.Result;
            table.AddRow(
                [.. ((string[])[
                    outcome.Title,
                    .. settings ? (string[])[outcome.Setting] : [],
                    Shown.Percent(result.Share),
                    result.GpuHours.ToString("0.00", CultureInfo.InvariantCulture),
                    result.Changes.ToString(CultureInfo.InvariantCulture),
                    result.Oscillations.ToString(CultureInfo.InvariantCulture),
                    Shown.Duration(result.LongestViolationSeconds),
                ]).Select(cell => new Text(cell, style))]);
        }

        return table;
    }

    private static void Line(IAnsiConsole console, string text)
    {
        console.Write(new Text(text));
        console.WriteLine();
    }
}
