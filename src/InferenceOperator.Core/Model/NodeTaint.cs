namespace InferenceOperator.Core.Model;

/// <summary>A taint of a node.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, if any.</param>
/// <param name="Effect">NoSchedule, PreferNoSchedule or NoExecute.</param>
public sealed record NodeTaint(string Key, string? Value, string Effect)
{
    /// <summary>Whether it keeps pods away that do not tolerate it.</summary>
    public bool Repels => Effect != "PreferNoSchedule";
}
