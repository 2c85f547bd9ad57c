namespace InferenceOperator.IntegrationTests.RealNodes;

/// <summary>The tests that start and remove real nodes of their own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealNodeRemovalCollection
{
    public const string Name = "real node removal";
}
