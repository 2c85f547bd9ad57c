using System.Text.Json;
using InferenceOperator.IntegrationTests.Integrations;
using InferenceOperator.LocalClusters.Images;
using InferenceOperator.Tests.Validation;
using k8s;
using k8s.Autorest;

namespace InferenceOperator.IntegrationTests.Crds;

[Trait("Category", "E2E")]
public sealed class CurrentApiMachineryTests(CrdServerFixture fixture) : IClassFixture<CrdServerFixture>
{
    public static TheoryData<BadObject> Table => [.. BadObjects.All];

    public static TheoryData<string> Kinds => [.. BadObject.Kinds];

    private IKubernetes Client => fixture.Server.Client;

    [Fact]
    public async Task Every_CRD_is_established_and_structural()
    {
        var definitions = await Client.ApiextensionsV1.ListCustomResourceDefinitionAsync();

        definitions.Items.Should().HaveCount(4).And.AllSatisfy(definition =>
        {
            definition.Status.Conditions.Should().Contain(condition => condition.Type == "Established" && condition.Status == "True");
            definition.Status.Conditions.Should().NotContain(condition => condition.Type == "NonStructuralSchema" && condition.Status == "True");
        });
    }

    /// <summary>So nothing can stand in for a built-in kind under its own name, and a built-in kind that is not served never will be.</summary>
    [Fact]
    public async Task No_CRD_is_taken_of_a_group_without_a_dot()
    {
        var job = (ForeignKind.BatchJob with { Group = "batch" }).Definition();

        var refusal = (await FluentActions.Awaiting(() => Client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(job)).Should().ThrowAsync<HttpOperationException>()).Which;

        refusal.Response.Content.Should().Contain("should be a domain with at least one dot");
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Every_rule_fires_with_its_message(BadObject bad)
    {
        var refusals = await Client.RefusalsAsync(bad.ToMap());

        refusals.Should().Contain(refusal => refusal.Field == bad.Path && refusal.Message.EndsWith(bad.Message));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_good_object_is_accepted(string kind)
    {
        var created = await Client.CreateAsync(BadObject.Good(kind, "accepted"));

        created.GetProperty("metadata").GetProperty("generation").GetInt32().Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_unknown_field_is_refused_by_name(string kind)
    {
        var map = BadObject.Good(kind, "unknown");
        ((Dictionary<string, object>)map["spec"])["typo"] = "x";

        var refusals = await Client.RefusalsAsync(map);

        refusals.Should().ContainSingle().Which.Message.Should().Contain("unknown field \"spec.typo\"");
    }

    [Fact]
    public async Task Defaults_are_written_into_the_object()
    {
        var created = await Client.CreateAsync(BadObject.Good("ModelDeployment", "defaults"));

        var spec = created.GetProperty("spec");
        spec.GetProperty("gpu").GetRawText().Should().Be("""{"count":1,"fallback":"None"}""");
        spec.GetProperty("scaling").GetProperty("latency").GetProperty("percentile").GetInt32().Should().Be(95);
        spec.GetProperty("scaling").GetProperty("maxReplicas").GetInt32().Should().Be(10);
        spec.GetProperty("rollout").GetProperty("strategy").GetString().Should().Be("Auto");
        spec.GetProperty("priority").GetString().Should().Be("Standard");
    }

    [Fact]
    public async Task Every_sample_is_accepted()
    {
        var applied = await fixture.Server.TryKubectlAsync(null, "create", "--validate=strict", "-n", "samples", "-f", Path.Combine(Repository.Root, "docs", "samples"));

        applied.ExitCode.Should().Be(0, applied.Error);
    }

    [Fact]
    public async Task Kubectl_scale_writes_replicas()
    {
        await Client.CreateAsync(BadObject.Good("ModelDeployment", "scaled"));

        await fixture.Server.KubectlAsync("scale", "mdep/scaled", "--replicas=3");

        var scale = (JsonElement)await Client.CustomObjects.GetNamespacedCustomObjectScaleAsync("inferenceoperator.io", "v1alpha1", "default", "modeldeployments", "scaled");
        scale.GetProperty("spec").GetProperty("replicas").GetInt32().Should().Be(3);
    }

    [Fact]
    public async Task Kubectl_get_shows_the_columns()
    {
        await Client.CreateAsync(BadObject.Good("ModelDeployment", "columns"));
        await fixture.Server.KubectlAsync(
            "patch", "mdep/columns", "--subresource=status", "--type=merge", "-p",
            """{"status":{"replicasSummary":"2/3","placement":{"summary":"2/3"},"scaling":{"observedLatency":"76ms"},"conditions":[{"type":"Ready","status":"False","reason":"Progressing","message":"m","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""");

        var shown = (await fixture.Server.KubectlAsync("get", "mdep/columns")).Output.Split('\n');

        shown[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("NAME", "READY", "REPLICAS", "LATENCY", "TARGET", "GPU", "AGE");
        shown[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..6].Should().Equal("columns", "False", "2/3", "76ms", "80ms", "2/3");
    }
}
