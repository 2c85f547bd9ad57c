using InferenceOperator.Integrations;
using InferenceOperator.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceOperator.Tests.Integrations;

public sealed class IntegrationPresenceTests
{
    [Theory]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Jobz","suspendPath":"spec.suspend"}]""", "Jobz")]
    [InlineData("""[{"apiVersion":"example.com/v1","kind":"Late","suspendPath":"spec.suspend","owners":[{"apiVersion":"apps/v1","kind":"Replicator"}]}]""", "Replicator")]
    [InlineData("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.suspend"}]""", null)]
    [InlineData("""[{"apiVersion":"kubeflow.org/v1","kind":"PyTorchJob","suspendPath":"spec.runPolicy.suspend"}]""", null)]
    public void A_built_in_kind_that_does_not_exist_is_a_mistake_and_one_without_its_CRD_is_not(string kinds, string? impossible) =>
        (Presence(kinds, "v1/pods", "batch/v1/jobs").Impossible?.Kind).Should().Be(impossible);

    [Fact]
    public void An_API_server_that_has_not_answered_says_nothing_about_kinds() =>
        Presence("""[{"apiVersion":"batch/v1","kind":"Job","suspendPath":"spec.suspend"}]""").Impossible.Should().BeNull();

    private static IntegrationPresence Presence(string kinds, params string[] served) =>
        new(new IntegrationSettings { Kinds = IntegrationParser.Parse(kinds) }, new Served(served), null!, TimeProvider.System, NullLogger<IntegrationPresence>.Instance);

    private sealed class Served(string[] resources) : IApiDiscovery
    {
        public bool Serves(string groupVersion, string plural) => resources.Contains($"{groupVersion}/{plural}");
    }
}
