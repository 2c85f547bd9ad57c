namespace InferenceOperator.Trainer;

/// <summary>
/// Generated two-class examples: standard normal features, a label drawn from a fixed logistic model. The same index
/// gives the same example in every process, so shards need no files.
/// </summary>
public static class Dataset
{
    public const int Features = 16;
    public const int Examples = 4096;

    /// <summary>The weights that the labels come from; what training should find.</summary>
    public static IReadOnlyList<double> TrueWeights { get; } =
        [.. Enumerable.Range(0, Features).Select(i => Math.Sin(i + 1) * 2)];

    /// <summary>One rank's part: every WORLD_SIZE-th example.</summary>
    public static IReadOnlyList<Example> Shard(int rank, int worldSize) =>
        [.. Enumerable.Range(0, Examples).Where(index => index % worldSize == rank).Select(At)];

    public static Example At(int index)
    {
        // Seeded generators keep their algorithm for compatibility, so the data outlives runtime versions.
        var random = new Random(index);
        var features = new double[Features];
        for (var i = 0; i < Features; i++) features[i] = Normal(random);
        var chance = LogisticModel.Sigmoid(LogisticModel.Dot(TrueWeights, features));
        return new Example(features, random.NextDouble() < chance ? 1 : 0);
    }

    /// <summary>Box-Muller transform of two uniform numbers.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
