namespace InferenceOperator.Simulation;

/// <summary>What a simulation is asked for; what is null stands in the deployment or the profile, or has a default.</summary>
internal sealed record SimulationRequest
{
    /// <summary>A file, or <c>generate:KIND</c>.</summary>
    public required string Trace { get; init; }

    /// <summary>File of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>File of the ModelDeployment.</summary>
    public string? Deployment { get; init; }

    /// <summary>The latency objective.</summary>
    public TimeSpan? Target { get; init; }

    /// <summary>Its percentile, 50 to 99.</summary>
    public int? Percentile { get; init; }

    /// <summary>Never fewer replicas.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Never more replicas.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>How long fewer replicas must have done before one goes.</summary>
    public TimeSpan? ScaleDownDelay { get; init; }

    /// <summary>From the order of a replica to its first request.</summary>
    public TimeSpan? Startup { get; init; }

    /// <summary>Replicas that serve at the start; null: what the load at the start needs.</summary>
    public int? InitialReplicas { get; init; }

    /// <summary>Same seed, same result.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The rules to run.</summary>
    public IReadOnlyList<string> Rules { get; init; } = RuleCatalog.Names;

    /// <summary>The command line, to run it again.</summary>
    public string Command { get; init; } = "";
}
