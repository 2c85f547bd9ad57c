using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.Tests.LocalClusters;

public sealed class CrdServerBuildTests
{
    [Fact]
    public void The_newest_go_that_is_complete_is_taken() =>
        CrdServerBuild.NewestGo(["golang-1.9-go", "golang-1.9-src", "golang-1.28-go", "golang-1.28-src", "golang-1.29-go", "golang-1.28-doc"]).Should().Be("1.28");

    [Fact]
    public void Without_a_complete_go_there_is_none() => CrdServerBuild.NewestGo(["golang-1.29-go", "golang-go", "golang-1.28-src"]).Should().BeNull();
}
