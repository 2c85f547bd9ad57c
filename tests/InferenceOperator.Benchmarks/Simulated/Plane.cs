using InferenceOperator.Benchmarks.Reporting;
using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Benchmarks.Simulated;

/// <summary>A point of the plane: what a setting of a rule achieves in a case, medians over the seeds.</summary>
/// <param name="Share">Share of requests within the objective, 0 to 1.</param>
/// <param name="GpuHours">GPU-hours.</param>
internal readonly record struct Plane(double Share, double GpuHours)
{
    /// <summary>Runs a rule in some settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="make">Makes the rule.</param>
    /// <returns>Medians.</returns>
    public static Plane Of(IEnumerable<SimulationSetting> settings, Func<SimulationSetting, IScalingRule> make)
    {
        var results = settings.Select(setting => Simulator.Run(setting, make(setting))).ToList();
        return new(BenchResult.Median(results.Select(result => result.Share)), BenchResult.Median(results.Select(result => result.GpuHours)));
    }

    /// <summary>The frontier of settings: the least GPU-hours for a share, straight lines between neighbours.</summary>
    /// <param name="points">The settings.</param>
    /// <returns>Points of ascending share and GPU-hours.</returns>
    public static List<Plane> Frontier(IEnumerable<Plane> points)
    {
        List<Plane> frontier = [];
        foreach (var point in points.OrderBy(point => point.GpuHours).ThenByDescending(point => point.Share))
        {
            if (frontier.Count == 0 || point.Share > frontier[^1].Share)
                frontier.Add(point);
        }

        return frontier;
    }

    /// <summary>The least GPU-hours at which a frontier reaches a share.</summary>
    /// <param name="frontier">The frontier.</param>
    /// <param name="share">The share.</param>
    /// <returns>GPU-hours; null when it never does.</returns>
    public static double? HoursFor(IReadOnlyList<Plane> frontier, double share)
    {
        for (var index = 0; index < frontier.Count; index++)
        {
            if (frontier[index].Share < share)
                continue;
            return index == 0 ? frontier[0].GpuHours : Between(share, frontier[index - 1].Share, frontier[index].Share, frontier[index - 1].GpuHours, frontier[index].GpuHours);
        }

        return null;
    }

    /// <summary>The best share that a frontier has for GPU-hours.</summary>
    /// <param name="frontier">The frontier.</param>
    /// <param name="hours">GPU-hours.</param>
    /// <returns>The share; that of the cheapest setting where even that costs more.</returns>
    public static double ShareFor(IReadOnlyList<Plane> frontier, double hours)
    {
        var index = frontier.ToList().FindLastIndex(point => point.GpuHours <= hours);
        if (index < 0)
            return frontier[0].Share;
        return index == frontier.Count - 1
            ? frontier[^1].Share
            : Between(hours, frontier[index].GpuHours, frontier[index + 1].GpuHours, frontier[index].Share, frontier[index + 1].Share);
    }

    private static double Between(double x, double x0, double x1, double y0, double y1) => x1 <= x0 ? y1 : y0 + ((y1 - y0) * (x - x0) / (x1 - x0));
}
