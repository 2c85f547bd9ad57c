using InferenceOperator.LocalClusters.Images;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;
using InferenceOperator.Tests.Validation;

namespace InferenceOperator.IntegrationTests.Crds;

[Collection(ClusterCollection.Name)]
public sealed class OldApiServerTests(ClusterFixture fixture)
{
    [Fact]
    public async Task The_files_of_the_repository_and_every_sample_can_be_applied()
    {
        var space = await fixture.NewNamespaceAsync("samples");

        var definitions = await KubectlAsync("apply", "--validate=false", "-f", Path.Combine(Repository.Root, "crds"));
        await KubectlAsync("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
        var samples = await KubectlAsync("apply", "-n", space, "-f", Path.Combine(Repository.Root, "docs", "samples"));

        definitions.ExitCode.Should().Be(0, definitions.Error);
        samples.ExitCode.Should().Be(0, samples.Error);
        await KubectlAsync("delete", "-n", space, "-f", Path.Combine(Repository.Root, "docs", "samples"));
    }

    [Fact]
    public async Task Static_bounds_hold_where_rules_are_dropped()
    {
        await ClusterSetUp.InstallAsync(fixture.Client);
        var space = await fixture.NewNamespaceAsync("bounds");
        var bad = new BadObject("ModelDeployment", "", "", "scaling: {latency: {percentile: 100, target: soon}}");

        var refusals = await fixture.Client.RefusalsAsync(bad.ToMap(), space);

        refusals.Select(refusal => refusal.Field).Should().BeEquivalentTo("spec.scaling.latency.percentile", "spec.scaling.latency.target");
    }

    private async Task<CommandResult> KubectlAsync(params string[] arguments) => await CommandRunner.TryRunAsync(
        ToolPaths.Require((await Tools.EnsureAsync()).Kubectl, "kubectl"), ["--kubeconfig", fixture.Cluster.Kubeconfig, .. arguments]);
}
