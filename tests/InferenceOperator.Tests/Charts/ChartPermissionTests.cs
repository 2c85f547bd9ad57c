using InferenceOperator.Hosting;
using InferenceOperator.Kubernetes;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Tests.Charts;

public sealed class ChartPermissionTests
{
    /// <summary>No call asks for it: admission does, of whoever sets an owner reference that blocks deletion.</summary>
    private static readonly string[] AskedByAdmission =
        ["update inferenceoperator.io/modeldeployments/finalizers", "update inferenceoperator.io/trainingjobs/finalizers"];

    [Theory]
    [InlineData("")]
    [InlineData("team-a")]
    public async Task The_operator_may_do_what_it_does_and_nothing_else(string watchNamespace)
    {
        var documents = await Chart.RenderAsync("--set", $"rbac.aggregate=false,watchNamespace={watchNamespace}");

        var used = UsedPermissions.Of(typeof(OperatorHost).Assembly).Concat(UsedPermissions.Of(typeof(IResourceClient).Assembly)).Concat(AskedByAdmission)
            .Concat(ChartIntegrationTests.UsedFor(documents));
        Granted(documents).Should().BeEquivalentTo(used.Distinct());
    }

    /// <summary>What the rendered roles grant, such as <c>patch batch/jobs</c>.</summary>
    internal static IEnumerable<string> Granted(IEnumerable<YamlMappingNode> documents) =>
        (
            from role in documents
            where role.Text("kind") is "ClusterRole" or "Role"
            from rule in role.Items("rules")
            from verb in rule.Items("verbs")
            from resource in rule.Items("resources")
            let @group = rule.Items("apiGroups").Single().ToString()
            select $"{verb} {(@group.Length > 0 ? @group + "/" : "")}{resource}").Distinct();
}
