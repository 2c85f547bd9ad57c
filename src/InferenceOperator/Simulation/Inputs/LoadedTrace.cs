using InferenceOperator.Core.Simulation;

namespace InferenceOperator.Simulation;

/// <summary>A trace, and what it says of its requests.</summary>
/// <param name="Trace">The trace; its works have the mean 1.</param>
/// <param name="MeanSeconds">Seconds of its mean request alone, by the profile's token costs; null: as the profile measured.</param>
internal sealed record LoadedTrace(Trace Trace, double? MeanSeconds = null)
{
    /// <summary>The profile for the requests of this trace: their mean length and how much they differ.</summary>
    /// <param name="profile">As measured.</param>
    /// <returns>The profile.</returns>
    public ServiceProfile Fit(ServiceProfile profile)
    {
        var factor = MeanSeconds / profile.ServiceSeconds ?? 1;
        return profile with
        {
            Points = [.. profile.Points.Select(point => point with { LatencySeconds = point.LatencySeconds * factor })],
            // The works have the mean 1, so that their variance is the squared coefficient of variation.
            Variability = Trace.Works is { } works ? works.Average(work => (work - 1) * (work - 1)) : profile.Variability,
        };
    }
}
