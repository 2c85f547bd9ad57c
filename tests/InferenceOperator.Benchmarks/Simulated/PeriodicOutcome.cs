using InferenceOperator.Core.Scaling;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>What was achieved from the third period on, medians over the seeds.</summary>
internal sealed record PeriodicOutcome(ScalingCase Case, Plane Ours, Plane WithoutForecast, List<Plane> Clairvoyant)
{
    /// <summary>Our GPU-hours over the clairvoyant's: its cheapest setting with at least our share, or with its best where that is less.</summary>
    public double OverClairvoyant
    {
        get
        {
            var frontier = Plane.Frontier(Clairvoyant);
            return Ours.GpuHours / Plane.HoursFor(frontier, Math.Min(Ours.Share, frontier[^1].Share))!.Value;
        }
    }

    /// <summary>The case in a line.</summary>
    public string Line => $"{Case.Name,-32} from the third period: {100 * Ours.Share,6:0.00} % {Ours.GpuHours,8:0.00} GPU-h, {OverClairvoyant:0.00} of the clairvoyant; without forecasts {100 * WithoutForecast.Share:0.00} % {WithoutForecast.GpuHours:0.00} GPU-h";

    /// <summary>Runs a case.</summary>
    /// <param name="item">The case.</param>
    /// <param name="seeds">Its seeds.</param>
    public static PeriodicOutcome Of(ScalingCase item, int seeds)
    {
        var settings = item.Settings(seeds, fromThirdPeriod: true);
        return new(
            item,
            Plane.Of(settings, setting => new OperatorRule(setting)),
            Plane.Of(settings, setting => new OperatorRule(setting, Policies.Of(setting) with { Forecasts = false })),
            [.. Rivals.Clairvoyants(item.Service).Select(make => Plane.Of(settings, _ => make()))]);
    }
}
