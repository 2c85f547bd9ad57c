namespace InferenceOperator.Core.Scaling;

/// <summary>The periods found in a model's load, and when they were last looked for.</summary>
/// <param name="At">When; null: never.</param>
/// <param name="Recent">In the load of the last hours; null: none.</param>
/// <param name="Past">In the load of the last weeks; null: none.</param>
public sealed record LoadPeriods(DateTimeOffset? At, Period? Recent, Period? Past)
{
    /// <summary>Nothing found.</summary>
    public static LoadPeriods None { get; } = new(null, null, null);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(1);

    /// <summary>Looks again when it is time.</summary>
    /// <param name="recent">The load of the last hours.</param>
    /// <param name="longer">The load of the last weeks.</param>
    /// <param name="now">The time.</param>
    /// <returns>The periods.</returns>
    public LoadPeriods Refreshed(LoadHistory recent, LoadHistory longer, DateTimeOffset now) =>
        At is { } at && now - at < Every + (Fraction(recent) * Spread) ? this : new(now, PeriodFinder.Find(recent), PeriodFinder.Find(longer));

    /// <summary>0 to 1, by chance: many models that were first seen together do not all look in the same moment for ever.</summary>
    private static double Fraction(LoadHistory load) => load.Values.Length == 0 ? 0 : (BitConverter.SingleToUInt32Bits(load.Values[^1]) * 2654435769u) / (double)uint.MaxValue;
}
