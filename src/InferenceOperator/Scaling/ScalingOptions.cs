namespace InferenceOperator.Scaling;

/// <summary>How often the autoscaler looks.</summary>
internal sealed class ScalingOptions
{
    /// <summary>Time from one pass to the next. Default 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Models are read from their pods when Prometheus has nothing for them, or there is none. Default: they are.</summary>
    public bool DirectScrape { get; set; } = true;
}
