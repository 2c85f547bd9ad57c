using InferenceOperator.Api.Schema;
using InferenceOperator.Crds;

namespace InferenceOperator.Tests.Validation;

public sealed class RuleTests
{
    public static TheoryData<BadObject> Table => [.. BadObjects.All];

    public static TheoryData<string> Kinds => [.. BadObject.Kinds];

    [Theory]
    [MemberData(nameof(Table))]
    public void The_operator_says_what_the_CRD_says(BadObject bad)
    {
        var violations = ObjectReader.Validate(bad.ToMap());

        violations.Should().ContainSingle().Which.Should().BeEquivalentTo(new { bad.Path, bad.Message });
    }

    [Fact]
    public void Every_rule_of_the_CRDs_has_a_bad_object_and_so_a_check_of_the_operator()
    {
        var declared = CrdCatalog.All.SelectMany(crd => crd.Rules.Select(rule => (crd.Kind, rule.Path, rule.Message)));

        BadObjects.All.Select(bad => (bad.Kind, bad.Path, bad.Message)).Should().BeEquivalentTo(declared);
    }

    [Theory]
    [InlineData("{mode: Slo, minReplicas: 0}", RuleMessages.LatencyRequired)]
    [InlineData("{mode: Slo, minReplicas: 0, maxReplicas: 1}", RuleMessages.LatencyRequired)]
    [InlineData("{mode: Slo, minReplicas: 0, maxReplicas: 1, latency: {target: 80ms}}", null)]
    [InlineData("{mode: Manual, minReplicas: 0}", null)]
    public void No_replica_at_all_needs_an_objective_in_mode_Slo(string scaling, string? message) =>
        ObjectReader.Validate(new BadObject("ModelDeployment", "spec.scaling", "", $"scaling: {scaling}").ToMap()).Select(violation => violation.Message).Should().Equal(message is null ? [] : [message]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_good_object_breaks_nothing(string kind) => ObjectReader.Validate(BadObject.Good(kind)).Should().BeEmpty();
}
