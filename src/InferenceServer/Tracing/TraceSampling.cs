namespace InferenceServer.Tracing;

/// <summary>Which requests are traced.</summary>
/// <param name="FollowsParent">Whether a caller's own decision goes before <paramref name="Ratio"/>.</param>
/// <param name="Ratio">Share of the requests that are traced, 0 to 1, by their trace id.</param>
internal sealed record TraceSampling(bool FollowsParent, double Ratio)
{
    /// <summary>Reads the names that OpenTelemetry gives samplers.</summary>
    /// <param name="name">As in <c>OTEL_TRACES_SAMPLER</c>.</param>
    /// <param name="ratio">As in <c>OTEL_TRACES_SAMPLER_ARG</c>, for samplers of a ratio.</param>
    /// <exception cref="FormatException">There is no sampler of this name here.</exception>
    public static TraceSampling Parse(string name, double ratio) => name switch
    {
        "always_on" => new(false, 1),
        "always_off" => new(false, 0),
        "traceidratio" => new(false, ratio),
        "parentbased_always_on" => new(true, 1),
        "parentbased_always_off" => new(true, 0),
        "parentbased_traceidratio" => new(true, ratio),
        _ => throw new FormatException("write always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio"),
    };
}
