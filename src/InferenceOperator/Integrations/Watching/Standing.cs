namespace InferenceOperator.Integrations;

/// <summary>Whether a labelled object takes part in the plan.</summary>
/// <param name="Takes">It does.</param>
/// <param name="Why">Why it does not, where its owner may wonder; null: there is nothing to say.</param>
internal readonly record struct Standing(bool Takes, string? Why)
{
    /// <summary>It takes part.</summary>
    public static Standing Part { get; } = new(true, null);

    /// <summary>It does not, and there is nothing to say.</summary>
    public static Standing Silent { get; } = new(false, null);

    /// <summary>It does not.</summary>
    /// <param name="why">Why.</param>
    /// <returns>The standing.</returns>
    public static Standing LeftAlone(string why) => new(false, why);
}
