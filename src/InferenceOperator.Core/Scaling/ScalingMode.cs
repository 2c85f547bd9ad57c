namespace InferenceOperator.Core.Scaling;

/// <summary>Who decides how many replicas run.</summary>
public enum ScalingMode
{
    /// <summary>The latency objective.</summary>
    Slo,

    /// <summary>The spec.</summary>
    Manual,

    /// <summary>Somebody else, through the scale subresource.</summary>
    External,
}
