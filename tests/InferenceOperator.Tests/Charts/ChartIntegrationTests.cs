using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;
using YamlDotNet.RepresentationModel;

namespace InferenceOperator.Tests.Charts;

public sealed class ChartIntegrationTests
{
    private const string Argument = "--training-integrations=";

    [Fact]
    public async Task Ships_the_kinds_as_they_are_published()
    {
        var kinds = Kinds(await Chart.RenderAsync());

        kinds.Select(kind => $"{kind.Type.ApiVersion} {kind.Type.Kind} {kind.Type.Plural} {kind.SuspendPath}").Should().Equal(
            "batch/v1 Job jobs spec.suspend",
            "jobset.x-k8s.io/v1alpha2 JobSet jobsets spec.suspend",
            "trainer.kubeflow.org/v1alpha1 TrainJob trainjobs spec.suspend",
            "kubeflow.org/v1 PyTorchJob pytorchjobs spec.runPolicy.suspend",
            "ray.io/v1 RayJob rayjobs spec.suspend");
        kinds.Single(kind => kind.Type.Kind == "TrainJob").Owners.Select(owner => owner.Kind).Should().BeEquivalentTo("Job", "JobSet");
    }

    [Fact]
    public async Task Grants_what_the_configured_kinds_need_and_nothing_for_others()
    {
        var documents = await Chart.RenderAsync(
            "--set-json", """training.integrations=[{"apiVersion":"kubeflow.org/v1","kind":"MPIJob","suspendPath":"spec.runPolicy.suspend"},{"apiVersion":"example.com/v2","kind":"Policy","resource":"policies","suspendPath":"spec.stop","owners":[{"apiVersion":"apps/v1","kind":"StatefulSet"}]}]""");

        UsedFor(documents).Should().BeEquivalentTo(
            "list kubeflow.org/mpijobs", "watch kubeflow.org/mpijobs", "patch kubeflow.org/mpijobs",
            "list example.com/policies", "watch example.com/policies", "patch example.com/policies", "get apps/statefulsets");
        var granted = ChartPermissionTests.Granted(documents).ToList();
        granted.Should().Contain(UsedFor(documents)).And.NotContain(permission => permission.Contains("jobset") || permission.Contains("ray.io") || permission.Contains("batch"));
    }

    [Fact]
    public async Task With_none_the_operator_is_told_of_none()
    {
        var documents = await Chart.RenderAsync("--set-json", "training.integrations=[]");

        Arguments(documents).Should().NotContain(argument => argument.StartsWith(Argument, StringComparison.Ordinal));
        ChartPermissionTests.Granted(documents).Should().NotContain(permission => permission.Contains("batch"));
    }

    [Theory]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"suspend"}]""", "at '/training/integrations/0/suspendPath': 'suspend' does not match pattern")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job"}]""", "missing property 'suspendPath'")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.suspend","path":"x"}]""", "additional properties 'path' not allowed")]
    public async Task A_wrong_entry_is_refused_by_name(string value, string message)
    {
        var result = await Chart.HelmAsync("template", "op", Chart.Folder, "--set-json", $"training.integrations={value}");

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain(message);
    }

    /// <summary>What the operator asks for the kinds that a rendered chart starts it with.</summary>
    internal static IEnumerable<string> UsedFor(IEnumerable<YamlMappingNode> documents) => Kinds(documents).SelectMany(kind =>
        new[] { "list", "watch", "patch" }.Select(verb => $"{verb} {Resource(kind.Type)}").Concat(kind.Owners.Select(owner => $"get {Resource(owner)}"))).Distinct();

    private static IReadOnlyList<Integration> Kinds(IEnumerable<YamlMappingNode> documents) =>
        IntegrationParser.Parse(Arguments(documents).Single(argument => argument.StartsWith(Argument, StringComparison.Ordinal))[Argument.Length..]);

    private static IEnumerable<string> Arguments(IEnumerable<YamlMappingNode> documents) =>
        documents.OfKind("Deployment").Single().At("spec", "template", "spec")!.Items("containers").Single().Items("args").Select(argument => argument.ToString());

    private static string Resource(ResourceType type) => $"{type.Group}/{type.Plural}";
}
