using System.Globalization;
using System.Net;
using System.Text;

namespace InferenceOperator.Simulation;

/// <summary>A plot over time as inline SVG; a hidden strip for each moment says its values when the pointer rests on it.</summary>
internal sealed class TimePlot
{
    private const double Width = 960;
    private const double Height = 190;
    private const double Left = 58;
    private const double Right = 932;
    private const double Top = 12;
    private const double Bottom = 164;
    private const int Stretches = 450;
    private readonly StringBuilder _svg = new();
    private readonly double _duration;
    private readonly double _top;

    /// <summary>Begins a plot.</summary>
    /// <param name="label">What it shows, for those who cannot see it.</param>
    /// <param name="duration">Length of the time axis, seconds.</param>
    /// <param name="ticks">Values on the axis, from 0 to the greatest that is shown.</param>
    /// <param name="valueLabel">Writes a value on the axis.</param>
    public TimePlot(string label, double duration, IReadOnlyList<double> ticks, Func<double, string> valueLabel)
    {
        (_duration, _top) = (duration, ticks[^1]);
        Add($"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Html(label)}">""");
        foreach (var tick in ticks)
            Add($"""<line class="grid" x1="{Left}" x2="{Right}" y1="{Y(tick):0.#}" y2="{Y(tick):0.#}"/><text class="tick" x="{Left - 6}" y="{Y(tick) + 4:0.#}" text-anchor="end">{Html(valueLabel(tick))}</text>""");
        foreach (var tick in Ticks.OfTime(duration))
            Add($"""<text class="tick" x="{X(tick):0.#}" y="{Bottom + 18}" text-anchor="middle">{Html(Shown.Duration(tick))}</text>""");
    }

    /// <summary>Draws a line.</summary>
    /// <param name="series">The line.</param>
    public void Line(PlotSeries series)
    {
        var path = new StringBuilder();
        double? before = null;
        foreach (var (at, value) in Thinned.Of(series.Points, Stretches))
        {
            if (!double.IsFinite(value))
            {
                before = null;
                continue;
            }

            var (x, y) = (X(at), Y(Math.Min(value, _top)));
            if (before is null)
                path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}");
            else if (series.Step)
                path.Append(CultureInfo.InvariantCulture, $"H{x:0.#}").Append(Math.Abs(y - before.Value) < 0.05 ? "" : string.Create(CultureInfo.InvariantCulture, $"V{y:0.#}"));
            else
                path.Append(CultureInfo.InvariantCulture, $"L{x:0.#} {y:0.#}");
            before = y;
        }

        Add($"""<path class="{series.Class}" d="{path}"/>""");
    }

    /// <summary>Draws a level across the plot.</summary>
    /// <param name="value">The level.</param>
    /// <param name="label">What it is.</param>
    public void Level(double value, string label)
    {
        if (value > _top)
            return;
        Add($"""<line class="objective" x1="{Left}" x2="{Right}" y1="{Y(value):0.#}" y2="{Y(value):0.#}"/><text class="objective-label" x="{Right}" y="{Y(value) - 4:0.#}" text-anchor="end">{Html(label)}</text>""");
    }

    /// <summary>Ends the plot.</summary>
    /// <param name="strips">Moments, seconds, evenly spaced, and what to say of each.</param>
    /// <returns>The SVG.</returns>
    public string End(IReadOnlyList<(double At, string Text)> strips)
    {
        var width = (Right - Left) / Math.Max(1, strips.Count);
        foreach (var (at, text) in strips)
            Add($"""<rect class="strip" x="{X(at):0.#}" y="{Top}" width="{width:0.##}" height="{Bottom - Top}"><title>{Html(text)}</title></rect>""");
        return _svg.Append("</svg>").ToString();
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private double X(double at) => Left + ((Right - Left) * Math.Clamp(at / _duration, 0, 1));

    private double Y(double value) => Bottom - ((Bottom - Top) * value / _top);

    private void Add(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
