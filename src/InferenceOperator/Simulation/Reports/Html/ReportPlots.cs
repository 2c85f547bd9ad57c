using System.Globalization;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>The plots of a report: the operator's lines always, those of one other rule by the reader's choice.</summary>
/// <param name="report">What was found.</param>
internal sealed class ReportPlots(SimulationReport report)
{
    private const int Strips = 240;

    // Beyond this many times the objective a latency is drawn at the edge: what matters is where the line crosses.
    private const double HighestLatency = 3;
    private const double HighestReplicas = 2;
    private const double HighestHours = 3;
    private readonly double _duration = report.Case.Setting.Trace.DurationSeconds;
    private readonly double _target = report.Case.Setting.TargetSeconds;

    /// <summary>The rule whose lines are always there: the operator, or the first.</summary>
    public RuleOutcome Ours { get; } = report.Outcomes.FirstOrDefault(outcome => outcome.Rule == RuleCatalog.Operator) ?? report.Outcomes[0];

    /// <summary>The rules that a reader may choose from.</summary>
    public IReadOnlyList<RuleOutcome> Rivals => [.. report.Outcomes.Where(outcome => outcome != Ours)];

    /// <summary>Requests a second.</summary>
    /// <returns>The SVG.</returns>
    public string Load()
    {
        var rates = report.Rates;
        var plot = new TimePlot("Load in requests a second over time", _duration, Ticks.OfValue(rates.Max()), Shown.Number);
        plot.Line(new("load", [.. rates.Select((rate, index) => ((index + 0.5) * SimulationReport.SliceSeconds, rate))]));
        return plot.End(StripsOf(at => $"{Shown.Number(rates[Math.Min((int)(at / SimulationReport.SliceSeconds), rates.Count - 1)])} requests/s"));
    }

    /// <summary>The objective's percentile of latency, against the objective.</summary>
    /// <returns>The SVG.</returns>
    public string Latency()
    {
        var highest = report.Outcomes.SelectMany(outcome => outcome.Result.Replicas).Select(sample => sample.LatencySeconds).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var plot = new TimePlot("Latency over time", _duration, Ticks.OfDuration(Math.Clamp(highest, _target * 1.2, _target * HighestLatency)), Shown.Duration);
        Draw(plot, "latency", step: false, sample => sample.LatencySeconds);
        plot.Level(_target, $"objective {Shown.Duration(_target)}");
        return plot.End(StripsOf(at => EachAt(at, sample => Shown.Duration(sample.LatencySeconds))));
    }

    /// <summary>Replicas wanted and ready.</summary>
    /// <returns>The SVG.</returns>
    public string Replicas()
    {
        var plot = new TimePlot("Replicas over time", _duration, Ticks.OfValue(Highest(sample => sample.Wanted)), Shown.Number);
        Draw(plot, "wanted", step: true, sample => sample.Wanted);
        Draw(plot, "ready", step: true, sample => sample.Ready);
        return plot.End(StripsOf(at => EachAt(at, sample => $"{sample.Wanted} wanted, {sample.Ready} ready")));
    }

    /// <summary>GPUs that the replicas hold, those that start included.</summary>
    /// <returns>The SVG.</returns>
    public string Gpus()
    {
        var gpus = report.Case.Gpus;
        var plot = new TimePlot("GPUs over time", _duration, Ticks.OfValue(Highest(sample => Held(sample) * gpus)), Shown.Number);
        Draw(plot, "held", step: true, sample => Held(sample) * gpus);
        return plot.End(StripsOf(at => EachAt(at, sample => $"{Held(sample) * gpus} GPUs")));
    }

    /// <summary>Requests inside the objective against GPU-hours, every setting that was tried.</summary>
    /// <returns>The SVG.</returns>
    public string Plane()
    {
        List<PlanePoint> points = [];
        foreach (var outcome in report.Outcomes)
            points.AddRange(outcome.Grid.Select(setting => Point(outcome.Rule, $"{outcome.Rule}: {setting.Setting}", setting.Share, setting.Hours, large: false)));
        foreach (var outcome in report.Outcomes.Where(outcome => outcome != Ours).Append(Ours))
            points.Add(Point(outcome.Rule, $"{outcome.Title}: {outcome.Setting}", outcome.Result.Share, outcome.Result.GpuHours, large: true));
        var highest = Math.Min(points.Max(point => point.Hours), HighestHours * Ours.Result.GpuHours);
        return PlanePlot.Draw(points, report.Case.Setting.Percentile / 100, highest, report.Case.HoursName);
    }

    private static int Held(ReplicaSample sample) => Math.Max(sample.Wanted, sample.Ready);

    private PlanePoint Point(string rule, string text, double share, double hours, bool large) =>
        new($"dot {rule}", share, hours, string.Create(CultureInfo.InvariantCulture, $"{text}\n{Shown.Percent(share)} inside, {hours:0.00} {report.Case.HoursName}"), large);

    /// <summary>The top of an axis: a rule that runs away is drawn at the edge, so that it does not flatten all others.</summary>
    private double Highest(Func<ReplicaSample, double> value)
    {
        var ours = Ours.Result.Replicas.Select(value).DefaultIfEmpty(1).Max();
        return Math.Min(Math.Max(1, HighestReplicas * ours), report.Outcomes.SelectMany(outcome => outcome.Result.Replicas).Select(value).DefaultIfEmpty(1).Max());
    }

    private void Draw(TimePlot plot, string kind, bool step, Func<ReplicaSample, double> value)
    {
        foreach (var (rival, index) in Rivals.Select((rival, index) => (rival, index)))
            plot.Line(new($"line {kind} rival rival-{index}", Points(rival), step));
        plot.Line(new($"line {kind} ours", Points(Ours), step));

        IReadOnlyList<(double, double)> Points(RuleOutcome outcome) => [.. outcome.Result.Replicas.Select(sample => (sample.At, value(sample)))];
    }

    private List<(double At, string Text)> StripsOf(Func<double, string> text) =>
        [.. Enumerable.Range(0, Strips).Select(index => index * _duration / Strips).Select(at => (at, $"{Shown.Duration(Math.Round(at))}\n{text(at)}"))];

    private string EachAt(double at, Func<ReplicaSample, string> text) => string.Join(
        '\n',
        report.Outcomes.Where(outcome => outcome.Result.Replicas.Count > 0).Select(outcome => $"{outcome.Title}: {text(outcome.Result.Replicas[Math.Clamp((int)(at / _duration * outcome.Result.Replicas.Count), 0, outcome.Result.Replicas.Count - 1)])}"));
}
