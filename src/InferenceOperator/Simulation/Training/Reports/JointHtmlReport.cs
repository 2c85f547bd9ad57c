using System.Globalization;
using System.Net;
using System.Text;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>A joint report as one page: no script, nothing loaded from elsewhere, every text of the user escaped.</summary>
internal static class JointHtmlReport
{
    private const string Style = """

        .area { stroke: none; } .area.inference { fill: var(--ours); } .area.working { fill: var(--load); } .area.overhead { fill: var(--bad); } .area.waits { fill: var(--edge); }
        .key .inference { color: var(--ours); } .key .working { color: var(--load); } .key .overhead { color: var(--bad); } .key .waits { color: var(--soft); } details { margin: 8px 0; } summary { cursor: pointer; }
        """;

    /// <summary>Writes it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(JointReport report, TextWriter writer)
    {
        var (setting, trace) = (report.Subject.Setting, report.Subject.Setting.Trace);
        var title = $"{setting.Profile.Name} under {trace.Name}, with {report.Case.Jobs.Count} training jobs";
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Html(title)}</title>
            <style>{HtmlStyle.Of(0)}{Style}</style></head>
            <body>
            <h1>{Html(title)}</h1>
            <p class="soft">{Html(string.Create(CultureInfo.InvariantCulture, $"{report.Objective} · {trace.Arrivals.Length:N0} requests in {Shown.Duration(trace.DurationSeconds)} · {report.Case.Jobs.Sum(job => job.Gpus * job.DurationSeconds) / 3600:0.#} GPU-hours of training · {report.Cluster}, replicas of {setting.Profile.Gpus}"))}</p>

            """);
        Figures(page, report.Results[0]);
        foreach (var note in report.Notes)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Html(note)}</p>\n");
        Table(page, report);
        Plots(page, report);
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>Again</h2><p><code>{Html(report.Command)}</code></p><p class=\"soft\">seed {setting.Seed}; the same command gives the same figures</p></section>\n</body>\n</html>\n");
        writer.Write(page);
    }

    private static void Figures(StringBuilder page, JointResult ours)
    {
        page.Append("<div class=\"figures\">");
        Figure(Shown.Percent(ours.Share), $"of requests inside the objective ({ours.Rule})");
        Figure(Shown.Percent(ours.Utilisation), "of the GPUs' time was of use");
        Figure((ours.LostGpuSeconds / 3600).ToString("0.00", CultureInfo.InvariantCulture), "GPU-hours of training lost");
        Figure(Shown.Duration(ours.MakespanSeconds), "until the last job was done");
        page.Append("</div>\n");

        void Figure(string value, string name) => page.Append(CultureInfo.InvariantCulture, $"<div><b>{Html(value)}</b><span class=\"soft\">{Html(name)}</span></div>");
    }

    private static void Table(StringBuilder page, JointReport report)
    {
        page.Append("<section><h2>Rules</h2><table><tr><th>rule</th>").AppendJoin("", JointTableReport.Names.Select(name => $"<th class=\"n\">{Html(name)}</th>")).Append("</tr>\n");
        foreach (var (result, index) in report.Results.Select((result, index) => (result, index)))
            page.Append(CultureInfo.InvariantCulture, $"<tr{(index == 0 ? " class=\"first\"" : "")}><td class=\"w\">{Html(JointReport.Title(result))}</td>").AppendJoin("", JointTableReport.Cells(result).Select(cell => $"<td class=\"n\">{Html(cell)}</td>")).Append("</tr>\n");
        page.Append("</table><p class=\"soft\">The scaling decisions are the same for all that share the cluster; what differs is when a replica gets its GPUs, and what that costs training. The static partition has as many GPUs of its own for inference as the operator's share of requests needs.</p></section>\n");
    }

    private static void Plots(StringBuilder page, JointReport report)
    {
        var load = report.Subject.Setting.Trace.DurationSeconds;
        // What never ends, or far later, is cut: it would flatten the rest.
        var until = Math.Max(load, Math.Min(2 * load, report.Results.Select(result => result.MakespanSeconds).Where(double.IsFinite).DefaultIfEmpty(load).Max()));
        page.Append("<section><p class=\"key soft\"><span class=\"inference\"><i></i>inference</span><span class=\"working\"><i></i>training that works</span><span class=\"overhead\"><i></i>training that starts, loads, saves or stops</span><span class=\"waits\"><i></i>waits; in the plots of GPUs what is white is free</span></p>\n");
        foreach (var result in report.Results)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Html(JointReport.Title(result))}</h2><p class=\"soft\">GPUs by who holds them; the load is {Html(Shown.Duration(load))} long and then begins again</p>{GpuPlot.Draw(result, until)}\n");
            var shown = Math.Min(JobsPlot.MostJobs, result.Jobs.Count);
            page.Append(CultureInfo.InvariantCulture, $"<details{(result == report.Results[0] ? " open" : "")}><summary class=\"soft\">{(shown < result.Jobs.Count ? $"the first {shown} of {result.Jobs.Count} jobs" : $"all {shown} jobs")}, with their GPUs; rest the pointer on one</summary>{JobsPlot.Draw(result, until)}</details>\n");
        }

        page.Append("</section>\n");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
