using System.Globalization;
using System.Net;
using System.Text;
using InferenceOperator.Core.Simulation.Joint;

namespace InferenceOperator.Simulation;

/// <summary>Who held the GPUs over time, stacked, as inline SVG: means over some hundred stretches of time.</summary>
internal static class GpuPlot
{
    private const double Left = 58;
    private const double Right = 932;
    private const double Top = 12;
    private const double Bottom = 164;
    private const int Stretches = 437;
    private const int Strips = 120;
    private static readonly string[] Layers = ["inference", "working", "overhead"];

    /// <summary>Draws it.</summary>
    /// <param name="result">A rule's result.</param>
    /// <param name="until">Length of the time axis, seconds.</param>
    /// <returns>The SVG.</returns>
    public static string Draw(JointResult result, double until)
    {
        var svg = new StringBuilder();
        var title = WebUtility.HtmlEncode($"GPUs over time, {result.Rule}");
        svg.Append(CultureInfo.InvariantCulture, $"""<svg viewBox="0 0 960 190" role="img" aria-label="{title}">""");
        foreach (var tick in Ticks.OfValue(result.Gpus).Where(tick => tick <= result.Gpus))
            svg.Append(CultureInfo.InvariantCulture, $"""<line class="grid" x1="{Left}" x2="{Right}" y1="{Y(tick):0.#}" y2="{Y(tick):0.#}"/><text class="tick" x="{Left - 6}" y="{Y(tick) + 4:0.#}" text-anchor="end">{tick:0.#}</text>""");
        foreach (var tick in Ticks.OfTime(until))
            svg.Append(CultureInfo.InvariantCulture, $"""<text class="tick" x="{X(tick):0.#}" y="{Bottom + 18}" text-anchor="middle">{WebUtility.HtmlEncode(Shown.Duration(tick))}</text>""");
        var means = Means(result.Samples, until, Stretches);
        for (var layer = Layers.Length - 1; layer >= 0; layer--)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<path class="area {Layers[layer]}" d="M{Left} {Bottom}""");
            for (var index = 0; index < Stretches; index++)
                svg.Append(CultureInfo.InvariantCulture, $"V{Y(means[index].Take(layer + 1).Sum()):0.#}H{X(until * (index + 1) / Stretches):0.#}");
            svg.Append(CultureInfo.InvariantCulture, $"""V{Bottom}Z"/>""");
        }

        var texts = Means(result.Samples, until, Strips);
        for (var index = 0; index < Strips; index++)
        {
            var said = string.Create(CultureInfo.InvariantCulture, $"{Shown.Duration(Math.Round(until * index / Strips))}\ninference {texts[index][0]:0.#}\ntraining that works {texts[index][1]:0.#}\ntraining that starts, loads, saves or stops {texts[index][2]:0.#}\nfree {Math.Max(0, result.Gpus - texts[index].Sum()):0.#}");
            svg.Append(CultureInfo.InvariantCulture, $"""<rect class="strip" x="{X(until * index / Strips):0.#}" y="{Top}" width="{(Right - Left) / Strips:0.##}" height="{Bottom - Top}"><title>{WebUtility.HtmlEncode(said)}</title></rect>""");
        }

        return svg.Append("</svg>").ToString();

        double X(double at) => Left + ((Right - Left) * at / until);

        double Y(double gpus) => Bottom - ((Bottom - Top) * gpus / Math.Max(1, result.Gpus));
    }

    /// <summary>Mean GPUs of each layer by stretch; nothing where the replay was over.</summary>
    private static double[][] Means(IReadOnlyList<JointSample> samples, double until, int stretches)
    {
        var means = Enumerable.Range(0, stretches).Select(_ => new double[Layers.Length]).ToArray();
        var width = until / stretches;
        for (var index = 0; index < samples.Count; index++)
        {
            var (from, to) = (samples[index].At, index + 1 < samples.Count ? samples[index + 1].At : until);
            for (var stretch = (int)(from / width); stretch < stretches && stretch * width < to; stretch++)
            {
                var part = Math.Max(0, Math.Min(to, (stretch + 1) * width) - Math.Max(from, stretch * width)) / width;
                means[stretch][0] += part * samples[index].Inference;
                means[stretch][1] += part * samples[index].Working;
                means[stretch][2] += part * samples[index].Overhead;
            }
        }

        return means;
    }
}
