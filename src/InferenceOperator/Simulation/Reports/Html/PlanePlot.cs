using System.Globalization;
using System.Net;
using System.Text;

namespace InferenceOperator.Simulation;

/// <summary>
/// Requests inside the objective against GPU-hours as inline SVG. The share counts in nines, so that 99 % and 99.9 % are as far apart as 90 % and
/// 99 %.
/// </summary>
internal static class PlanePlot
{
    private const double Width = 960;
    private const double Height = 300;
    private const double Left = 58;
    private const double Right = 932;
    private const double Top = 14;
    private const double Bottom = 256;
    private static readonly double[] Shares = [0, 0.5, 0.9, 0.99, 0.999, 0.9999];

    /// <summary>Draws it.</summary>
    /// <param name="points">The points, the most important last.</param>
    /// <param name="objective">The share that the objective asks for.</param>
    /// <param name="highest">The most GPU-hours to show; what is beyond is drawn at the edge.</param>
    /// <param name="hoursName">What is counted.</param>
    /// <returns>The SVG.</returns>
    public static string Draw(IReadOnlyList<PlanePoint> points, double objective, double highest, string hoursName)
    {
        var svg = new StringBuilder();
        var ticks = Ticks.OfValue(highest);
        Add($"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="Requests inside the objective against {hoursName}">""");
        foreach (var share in Shares)
            Add($"""<line class="grid" x1="{Left}" x2="{Right}" y1="{Y(share):0.#}" y2="{Y(share):0.#}"/><text class="tick" x="{Left - 6}" y="{Y(share) + 4:0.#}" text-anchor="end">{share * 100:0.##} %</text>""");
        foreach (var tick in ticks)
            Add($"""<line class="grid" x1="{X(tick):0.#}" x2="{X(tick):0.#}" y1="{Top}" y2="{Bottom}"/><text class="tick" x="{X(tick):0.#}" y="{Bottom + 18}" text-anchor="middle">{tick:0.###}</text>""");
        Add($"""<text class="tick" x="{Right}" y="{Bottom + 36}" text-anchor="end">{hoursName}</text>""");
        Add($"""<line class="objective" x1="{Left}" x2="{Right}" y1="{Y(objective):0.#}" y2="{Y(objective):0.#}"/><text class="objective-label" x="{Right}" y="{Y(objective) - 4:0.#}" text-anchor="end">objective</text>""");
        foreach (var point in points)
            Add($"""<circle class="{point.Class}" cx="{X(point.Hours):0.#}" cy="{Y(point.Share):0.#}" r="{(point.Large ? 6 : 3)}"><title>{WebUtility.HtmlEncode(point.Text)}</title></circle>""");
        return svg.Append("</svg>").ToString();

        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));

        double X(double hours) => Left + ((Right - Left) * Math.Min(1, hours / ticks[^1]));
    }

    private static double Y(double share) => Bottom - ((Bottom - Top) * Nines(share) / Nines(1));

    private static double Nines(double share) => -Math.Log10(Math.Max(1e-4, 1 - share));
}
