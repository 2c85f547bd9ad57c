namespace InferenceOperator.LocalClusters.Pki;

/// <summary>How long the certificates of a local cluster hold: from an hour ago (clocks differ) for ten years.</summary>
internal static class Validity
{
    public static DateTimeOffset Start { get; } = TimeProvider.System.GetUtcNow().AddHours(-1);

    public static DateTimeOffset End { get; } = Start.AddYears(10);
}
