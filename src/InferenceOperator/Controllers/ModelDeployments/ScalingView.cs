using InferenceOperator.Api;

namespace InferenceOperator.Controllers.ModelDeployments;

/// <summary>The newest scaling decision of a model.</summary>
/// <param name="Desired">Replicas wanted.</param>
/// <param name="Signal">Quality of the signal, as status spells it.</param>
/// <param name="Usable">The signal is good enough to scale by.</param>
/// <param name="LatencySeconds">The objective percentile of latency in seconds; null when not measured.</param>
/// <param name="RequestRate">Requests per second that arrive; null when not measured.</param>
/// <param name="Reason">Why, with numbers.</param>
internal sealed record ScalingView(int Desired, string Signal, bool Usable, double? LatencySeconds, double? RequestRate, string Reason)
{
    /// <summary>Whether the objective is met; null: not known.</summary>
    public bool? ObjectiveMet { get; init; }

    /// <summary>More requests are rejected than a healthy model rejects.</summary>
    public bool Rejecting { get; init; }

    /// <summary>The front's count of requests that the decision took in; null: none.</summary>
    public long? FrontRequests { get; init; }

    /// <summary>What was learnt of how a replica serves; null: nothing.</summary>
    public ServiceView? Service { get; init; }

    /// <summary>The last changes, newest first, in whole seconds.</summary>
    public IReadOnlyList<ScalingRecord> History { get; init; } = [];
}
