using System.Globalization;
using System.Net;
using System.Text;

namespace InferenceOperator.Simulation;

/// <summary>A report as one page: no script, nothing loaded from elsewhere, every text of the user escaped.</summary>
internal static class HtmlReport
{
    private const int MostDecisions = 500;

    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(SimulationReport report, TextWriter writer)
    {
        var plots = new ReportPlots(report);
        var (setting, trace) = (report.Case.Setting, report.Case.Setting.Trace);
        var title = $"{setting.Profile.Name} under {trace.Name}";
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Html(title)}</title>
            <style>{HtmlStyle.Of(plots.Rivals.Count)}</style></head>
            <body>
            <h1>{Html(title)}</h1>
            <p class="soft">{Html($"{report.Objective} · {trace.Arrivals.Length:N0} requests in {Shown.Duration(trace.DurationSeconds)}, {Shown.Number(trace.MeanRate)} a second · {setting.MinReplicas} to {setting.MaxReplicas} replicas, each starts in {Shown.Duration(setting.StartupSeconds)} and carries {Shown.Number(report.Case.Capacity)} requests/s within the objective")}</p>

            """);
        Figures(page, report, plots.Ours);
        foreach (var note in report.Notes)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Html(note)}</p>\n");
        Table(page, report, plots.Ours);
        Plots(page, report, plots);
        Decisions(page, report);
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>Again</h2><p><code>{Html(report.Command)}</code></p><p class=\"soft\">seed {setting.Seed}; the same command gives the same figures</p></section>\n</body>\n</html>\n");
        writer.Write(page);
    }

    private static void Figures(StringBuilder page, SimulationReport report, RuleOutcome ours)
    {
        var result = ours.Result;
        page.Append("<div class=\"figures\">");
        Figure(Shown.Percent(result.Share), $"of requests inside the objective ({ours.Title})");
        Figure(result.GpuHours.ToString("0.00", CultureInfo.InvariantCulture), report.Case.HoursName);
        Figure(result.Changes.ToString(CultureInfo.InvariantCulture), $"changes, {result.Oscillations} oscillations");
        Figure(Shown.Duration(result.LongestViolationSeconds), "longest violation");
        page.Append("</div>\n");

        void Figure(string value, string name) => page.Append(CultureInfo.InvariantCulture, $"<div><b>{Html(value)}</b><span class=\"soft\">{Html(name)}</span></div>");
    }

    private static void Table(StringBuilder page, SimulationReport report, RuleOutcome ours)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>Rules</h2><table><tr><th>rule</th><th>setting</th><th class=\"n\">inside objective</th><th class=\"n\">{report.Case.HoursName}</th><th class=\"n\">changes</th><th class=\"n\">oscillations</th><th class=\"n\">longest violation</th></tr>\n");
        foreach (var outcome in report.Outcomes)
        {
            var result = outcome.Result;
            var share = result.Share * 100 < report.Case.Setting.Percentile ? " miss" : "";
            page.Append(CultureInfo.InvariantCulture, $"<tr{(outcome == ours ? " class=\"first\"" : "")}><td class=\"w\">{Html(outcome.Title)}</td><td class=\"soft w\">{Html(outcome.Setting)}</td><td class=\"n{share}\">{Shown.Percent(result.Share)}</td><td class=\"n\">{result.GpuHours:0.00}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{result.Changes}</td><td class=\"n\">{result.Oscillations}</td><td class=\"n\">{Html(Shown.Duration(result.LongestViolationSeconds))}</td></tr>\n");
        }

        page.Append("</table><p class=\"soft\">Best: the cheapest of the settings that keep the objective over the whole load, or the one with the most requests inside it where none does. Oracles know the true load, the clairvoyant also its future: bounds, not rules to run.</p></section>\n");
    }

    private static void Plots(StringBuilder page, SimulationReport report, ReportPlots plots)
    {
        page.Append("<section>");
        foreach (var index in Enumerable.Range(0, plots.Rivals.Count))
            page.Append(CultureInfo.InvariantCulture, $"<input class=\"choice\" type=\"radio\" name=\"rival\" id=\"choose-{index}\"{(index == 0 ? " checked" : "")}>");
        if (plots.Rivals.Count > 0)
            page.Append("<p class=\"choices\">beside it: ").AppendJoin("", plots.Rivals.Select((rival, index) => $"<label for=\"choose-{index}\">{Html(rival.Title)}</label>")).Append("</p>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"key soft\"><span class=\"ours-colour\"><i class=\"bar\"></i>{Html(plots.Ours.Title)}</span>{(plots.Rivals.Count > 0 ? "<span class=\"rival-colour\"><i class=\"bar\"></i>the chosen rule</span>" : "")}</p><div class=\"plots\">");
        Plot("Load", "requests a second", plots.Load());
        Plot("Latency", $"p{Shown.Number(report.Case.Setting.Percentile)} over 30 s; what is far above the objective is drawn at the edge", plots.Latency());
        Plot("Replicas", "dashed: wanted; solid: ready; what is far above is drawn at the edge", plots.Replicas());
        if (report.Case.Gpus > 0)
            Plot("GPUs", "held, from the order of a replica", plots.Gpus());
        page.Append("</div></section>\n<section>");
        Plot("What it costs", $"every setting that was tried; large: the rows of the table; up and left is better; what costs far more is drawn at the edge", plots.Plane());
        page.Append("<p class=\"key soft\">").AppendJoin("", report.Outcomes.Select(outcome => outcome.Rule).Distinct().Select(rule => $"<span class=\"{rule}\"><i></i>{Html(rule)}</span>")).Append("</p></section>\n");

        void Plot(string name, string explanation, string svg) => page.Append(CultureInfo.InvariantCulture, $"<h2>{Html(name)}</h2><p class=\"soft\">{Html(explanation)}</p>{svg}\n");
    }

    private static void Decisions(StringBuilder page, SimulationReport report)
    {
        if (report.Decisions.Count == 0)
            return;
        var shown = report.Decisions.TakeLast(MostDecisions).ToList();
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>The operator's decisions</h2><p class=\"soft\">{(shown.Count < report.Decisions.Count ? $"the last {shown.Count} of {report.Decisions.Count}" : $"all {shown.Count}")}, with their reasons as status and Events show them</p><ol>\n");
        foreach (var decision in shown)
            page.Append(CultureInfo.InvariantCulture, $"<li><time>{Html(Shown.Duration(decision.At))}</time><span>{Html(decision.Reason)}</span></li>\n");
        page.Append("</ol></section>\n");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
