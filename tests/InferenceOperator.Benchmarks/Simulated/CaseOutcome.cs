using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>What everybody achieved in a case, medians over its seeds.</summary>
internal sealed record CaseOutcome(ScalingCase Case, Plane Ours, IReadOnlyDictionary<string, List<Plane>> Settings, List<Plane> Oracle)
{
    /// <summary>Columns of <see cref="Line"/>.</summary>
    public static string Header => $"{"case",-32} {"share",8} {"GPU-h",8} {"below oracle",13}  GPU-hours saved against each rival's frontier at the same share";

    /// <summary>Rivals of which a setting has both a higher share and fewer GPU-hours.</summary>
    public IReadOnlyList<string> DominatedBy => [.. Rivals.Names.Where(rival => Settings[rival].Any(point => point.Share > Ours.Share && point.GpuHours < Ours.GpuHours))];

    /// <summary>Percentage points by which the oracle's best share at our GPU-hours is above ours.</summary>
    public double PointsBelowOracle => 100 * (Plane.ShareFor(Plane.Frontier(Oracle), Ours.GpuHours) - Ours.Share);

    /// <summary>Our GPU-hours over those the oracle needs for our share; null: it never has it.</summary>
    public double? HoursOverOracle => Ours.GpuHours / Plane.HoursFor(Plane.Frontier(Oracle), Ours.Share);

    /// <summary>The case in a line.</summary>
    public string Line => $"{Case.Name,-32} {100 * Ours.Share,6:0.00} % {Ours.GpuHours,8:0.00} {PointsBelowOracle,13:+0.00;-0.00}  "
        + string.Join("  ", Settings.Keys.Select(rival => $"{rival} {(Saved(rival) is { } saved ? $"{saved:0.00}" : "never")}"))
        + (DominatedBy.Count > 0 ? $"  dominated by {string.Join(", ", DominatedBy)}" : "");

    /// <summary>Share of GPU-hours that we need less than a rival's frontier at our share; null: it never has it.</summary>
    public double? Saved(string rival) => 1 - (Ours.GpuHours / Plane.HoursFor(Plane.Frontier(Settings[rival]), Ours.Share));

    /// <summary>The same for the oracle, at our share.</summary>
    public double? OracleSaved(string rival) => 1 - (Plane.HoursFor(Plane.Frontier(Oracle), Ours.Share) / Plane.HoursFor(Plane.Frontier(Settings[rival]), Ours.Share));

    /// <summary>Runs a case.</summary>
    /// <param name="item">The case.</param>
    /// <param name="seeds">Its seeds.</param>
    public static CaseOutcome Of(ScalingCase item, int seeds)
    {
        var settings = item.Settings(seeds);
        var rivals = Rivals.Names.Append(Rivals.KedaOnRate)
            .ToDictionary(name => name, name => Rivals.Grid(name, item.Service).Select(make => Plane.Of(settings, _ => make())).ToList());
        return new(item, Plane.Of(settings, setting => new OperatorRule(setting)), rivals, [.. Rivals.Oracles(item.Service).Select(make => Plane.Of(settings, _ => make()))]);
    }
}
