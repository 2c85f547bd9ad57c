namespace InferenceOperator.Core.Scaling;

/// <summary>The quality of what is known of a model's load.</summary>
public enum Signal
{
    /// <summary>Recent samples from (nearly) all ready pods.</summary>
    Fresh,

    /// <summary>Series are there and nothing arrives.</summary>
    NoTraffic,

    /// <summary>Some ready pods are missing: replicas may go up, never down.</summary>
    Partial,

    /// <summary>There are no series.</summary>
    Absent,

    /// <summary>The newest sample is too old.</summary>
    Stale,

    /// <summary>NaN, infinite or negative.</summary>
    Invalid,

    /// <summary>Prometheus did not answer.</summary>
    Unreachable,

    /// <summary>The objective is below what one idle replica can do.</summary>
    Infeasible,
}
