namespace InferenceOperator.IntegrationTests;

/// <summary>The tests that share the one cluster of this assembly: <c>[Collection(ClusterCollection.Name)]</c>. They run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster";
}
