namespace InferenceOperator.Core.Model;

/// <summary>Who goes first among models; the lower value goes first.</summary>
public enum ModelPriority
{
    /// <summary>Before every other model.</summary>
    Critical = 0,

    /// <summary>The default.</summary>
    Standard = 1,

    /// <summary>After the others.</summary>
    Batch = 2,
}
