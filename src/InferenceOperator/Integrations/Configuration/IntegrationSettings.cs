namespace InferenceOperator.Integrations;

/// <summary>The kinds of other controllers that take part, and the pace of it.</summary>
internal sealed record IntegrationSettings
{
    /// <summary>The kinds.</summary>
    public IReadOnlyList<Integration> Kinds { get; init; } = [];

    /// <summary>How long a controller may take to ask the pods to stop, after which it counts as ignoring the suspension. Default 2 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an object is not chosen again whose controller ignored the suspension. Default 30 min.</summary>
    public TimeSpan IgnoredPause { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an object is not chosen again that somebody else resumed. Default 5 min.</summary>
    public TimeSpan OthersPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an object, or a kind, is not chosen again whose suspension was refused. Default 10 min.</summary>
    public TimeSpan RefusedPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the places of a resumed object are held for pods that its controller has not made yet. Default 10 min.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a kind that is not served, or may not be listed, is looked for again. Default 1 min.</summary>
    public TimeSpan Recheck { get; init; } = TimeSpan.FromMinutes(1);
}
