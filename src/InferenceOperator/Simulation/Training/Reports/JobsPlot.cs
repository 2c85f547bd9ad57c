using System.Globalization;
using System.Net;
using System.Text;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>A row for each job: when it waited, worked, and started, loaded, saved or stopped; as inline SVG.</summary>
internal static class JobsPlot
{
    /// <summary>More rows than these nobody reads.</summary>
    public const int MostJobs = 60;

    private const double Left = 130;
    private const double Right = 932;
    private const double Row = 14;

    /// <summary>Draws it.</summary>
    /// <param name="result">A rule's result.</param>
    /// <param name="until">Length of the time axis, seconds.</param>
    /// <returns>The SVG.</returns>
    public static string Draw(JointResult result, double until)
    {
        var jobs = result.Jobs.Take(MostJobs).ToList();
        var height = (jobs.Count * Row) + 24;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg viewBox="0 0 960 {height:0.#}" role="img" aria-label="{WebUtility.HtmlEncode($"jobs over time, {result.Rule}")}">""");
        foreach (var tick in Ticks.OfTime(until))
            svg.Append(CultureInfo.InvariantCulture, $"""<line class="grid" x1="{X(tick):0.#}" x2="{X(tick):0.#}" y1="0" y2="{height - 20:0.#}"/><text class="tick" x="{X(tick):0.#}" y="{height - 6:0.#}" text-anchor="middle">{WebUtility.HtmlEncode(Shown.Duration(tick))}</text>""");
        foreach (var (outcome, index) in jobs.Select((outcome, index) => (outcome, index)))
        {
            var y = index * Row;
            var ends = Math.Min(until, outcome.FinishedSeconds ?? until);
            svg.Append(CultureInfo.InvariantCulture, $"""<g><title>{WebUtility.HtmlEncode(Text(outcome))}</title><text x="{Left - 6}" y="{y + 11:0.#}" text-anchor="end">{WebUtility.HtmlEncode(Name(outcome.Job))}</text>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<rect class="area waits" x="{X(outcome.Job.SubmittedSeconds):0.#}" y="{y + 5:0.#}" width="{Math.Max(0, X(ends) - X(outcome.Job.SubmittedSeconds)):0.#}" height="4"/>""");
            foreach (var stretch in outcome.Stretches.Where(stretch => stretch.From < until))
                svg.Append(CultureInfo.InvariantCulture, $"""<rect class="area {(stretch.Works ? "working" : "overhead")}" x="{X(stretch.From):0.#}" y="{y + 2:0.#}" width="{Math.Max(0.6, X(Math.Min(until, stretch.To)) - X(stretch.From)):0.#}" height="10"/>""");
            svg.Append("</g>");
        }

        return svg.Append("</svg>").ToString();

        double X(double at) => Left + ((Right - Left) * Math.Clamp(at / until, 0, 1));
    }

    private static string Name(ReplayedJob job)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{job.Name} · {job.Gpus}");
        return text.Length <= 20 ? text : string.Create(CultureInfo.InvariantCulture, $"{job.Name[..12]}… · {job.Gpus}");
    }

    private static string Text(JobOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Job.Name}: {outcome.Job.Workers} workers{(outcome.Job.MinWorkers < outcome.Job.Workers ? $" (at least {outcome.Job.MinWorkers})" : "")} of {outcome.Job.GpusPerWorker} GPU, {Shown.Duration(outcome.Job.DurationSeconds)}\nsubmitted {Shown.Duration(outcome.Job.SubmittedSeconds)}, done {(outcome.FinishedSeconds is { } done ? Shown.Duration(done) : "never")}\n{outcome.Starts} starts, {outcome.Preemptions} preemptions, {outcome.LostGpuSeconds:0} GPU-seconds lost");
}
