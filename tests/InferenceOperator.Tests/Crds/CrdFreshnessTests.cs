using InferenceOperator.Crds;
using k8s;
using k8s.Models;

namespace InferenceOperator.Tests.Crds;

public sealed class CrdFreshnessTests
{
    private static readonly CrdDefinition Ours = CrdCatalog.All[0];

    [Fact]
    public void Our_own_definition_is_fresh() =>
        CrdFreshness.Differs(Ours, KubernetesYaml.Deserialize<V1CustomResourceDefinition>(Ours.Yaml)).Should().BeFalse();

    [Fact]
    public void A_definition_of_another_operator_version_is_not()
    {
        var served = KubernetesYaml.Deserialize<V1CustomResourceDefinition>(Ours.Yaml);
        served.Metadata.Annotations[CrdDefinition.DigestAnnotation] = "0123456789abcdef";

        CrdFreshness.Differs(Ours, served).Should().BeTrue();
    }

    [Fact]
    public void A_definition_without_a_digest_is_not() =>
        CrdFreshness.Differs(Ours, new V1CustomResourceDefinition { Metadata = new V1ObjectMeta() }).Should().BeTrue();

    [Fact]
    public void A_missing_definition_is_reported_elsewhere() => CrdFreshness.Differs(Ours, null).Should().BeFalse();
}
