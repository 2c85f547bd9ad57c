namespace InferenceOperator.IntegrationTests.RealNodes;

/// <summary>The tests that share one real node. There is room for one on a machine, so nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealNodeCollection : ICollectionFixture<RealNodeFixture>
{
    public const string Name = "real node";
}
