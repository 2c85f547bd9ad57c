namespace InferenceOperator.Core.Model;

/// <summary>A toleration, with Kubernetes' meaning: no key tolerates every taint, no effect every effect.</summary>
/// <param name="Key">The taint's key; null or empty: any.</param>
/// <param name="Exists">True: any value.</param>
/// <param name="Value">The value when not <paramref name="Exists"/>.</param>
/// <param name="Effect">The effect; null or empty: any.</param>
public sealed record PodToleration(string? Key, bool Exists, string? Value, string? Effect)
{
    /// <summary>Whether it tolerates a taint.</summary>
    /// <param name="taint">The taint.</param>
    /// <returns>True when it does.</returns>
    public bool Tolerates(NodeTaint taint) =>
        (string.IsNullOrEmpty(Effect) || Effect == taint.Effect)
        && (string.IsNullOrEmpty(Key) ? Exists : Key == taint.Key && (Exists || (Value ?? "") == (taint.Value ?? "")));
}
