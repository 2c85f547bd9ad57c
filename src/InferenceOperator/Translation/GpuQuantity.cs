using k8s.Models;

namespace InferenceOperator.Translation;

/// <summary>
/// Numbers of GPUs in resource lists. Anybody who may create a pod may write any quantity there, so none may bring the operator down: what no
/// machine has counts as <see cref="Most"/>, which fits nowhere and may be summed.
/// </summary>
internal static class GpuQuantity
{
    /// <summary>More than any node has.</summary>
    public const int Most = 100_000;

    /// <summary>The number.</summary>
    /// <param name="quantity">The quantity.</param>
    /// <returns>From 0 to <see cref="Most"/>.</returns>
    public static int Of(ResourceQuantity quantity)
    {
        try
        {
            return (int)Math.Clamp(quantity.ToDecimal(), 0, Most);
        }
        catch (OverflowException)
        {
            return Most;
        }
    }
}
