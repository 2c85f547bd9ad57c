using InferenceOperator.Integrations;

namespace InferenceOperator.Tests.Integrations;

public sealed class IntegrationParserTests
{
    [Fact]
    public void Reads_a_kind_with_what_is_usual_left_out()
    {
        var kind = IntegrationParser.Parse("""[{"apiVersion":"kubeflow.org/v1","kind":"PyTorchJob","suspendPath":"spec.runPolicy.suspend"}]""").Single();

        (kind.Type.Group, kind.Type.Version, kind.Type.Plural, kind.SuspendPath.Text, kind.Title).Should().Be(("kubeflow.org", "v1", "pytorchjobs", "spec.runPolicy.suspend", "PyTorchJob"));
        (kind.Owners.Count, kind.Requires.Count).Should().Be((0, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    public void Nothing_is_no_kinds(string text) => IntegrationParser.Parse(text).Should().BeEmpty();

    [Fact]
    public void Kinds_of_one_name_are_told_apart_by_their_groups() => IntegrationParser.Parse(
        """[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.suspend"},{"apiVersion":"batch.volcano.sh/v1alpha1","kind":"Job","suspendPath":"spec.suspend"}]""")
        .Select(kind => kind.Title).Should().Equal("Job.batch", "Job.batch.volcano.sh");

    [Theory]
    [InlineData("""[{"apiVersion":"batch","kind":"Job","suspendPath":"spec.suspend"}]""", "[0].apiVersion is \"batch\": write group and version")]
    [InlineData("""[{"kind":"Job","suspendPath":"spec.suspend"}]""", "[0].apiVersion is \"\"")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"job","suspendPath":"spec.suspend"}]""", "[0].kind is \"job\": write the kind as manifests have it, such as JobSet")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","resource":"Jobs","suspendPath":"spec.suspend"}]""", "[0].resource is \"Jobs\"")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":".spec.suspend"}]""", "[0].suspendPath is \".spec.suspend\": write the path of a field")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"metadata.labels"}]""", "[0].suspendPath is \"metadata.labels\"")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.a[0]"}]""", "[0].suspendPath is \"spec.a[0]\"")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job"}]""", "[0].suspendPath is \"\"")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.suspend","owners":[{"apiVersion":"v1","kind":"Pod","suspendPath":"spec.x"}]}]""", "[0].owners[0]: write an object with apiVersion, kind")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.suspend","requires":{"status.x":"1"}}]""", "[0].requires has \"status.x\"")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.suspend"},{"apiVersion":"batch/v2","kind":"Job","suspendPath":"spec.suspend"}]""", "Job of batch is there 2 times")]
    [InlineData("""[{"apiVersion":"inferenceoperator.io/v1alpha1","kind":"TrainingJob","suspendPath":"spec.suspend"}]""", "the operator's own kinds take part without it")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspend":"spec.suspend"}]""", "at $[0].suspend: there is no such field. Write a JSON list")]
    [InlineData("""{"apiVersion":"batch/v1"}""", "Write a JSON list of objects")]
    [InlineData("[null]", "[0].apiVersion is \"\"")]
    public void Refuses_a_mistake_by_its_place_and_value(string text, string message) =>
        FluentActions.Invoking(() => IntegrationParser.Parse(text)).Should().Throw<FormatException>().Which.Message.Should().Contain(message);
}
