using InferenceOperator.LocalClusters.CustomResources;

namespace InferenceOperator.IntegrationTests.LocalClusters;

[Trait("Category", "E2E")]
public sealed class CrdServerTests
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: ranges.test.inferenceoperator.io}
        spec:
          group: test.inferenceoperator.io
          scope: Namespaced
          names: {kind: Range, plural: ranges}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      least: {type: integer, default: 1}
                      most: {type: integer}
                    x-kubernetes-validations:
                    - rule: self.least <= self.most
                      message: least must not be above most
        """;

    [Fact]
    public async Task Enforces_rules_and_sets_defaults_as_a_current_kubernetes_does()
    {
        await using var server = await CrdServer.StartAsync();
        (await server.TryKubectlAsync(Definition, "apply", "--validate=false", "-f", "-")).Error.Should().BeEmpty();
        await server.KubectlAsync("wait", "--for=condition=Established", "crd/ranges.test.inferenceoperator.io");

        var broken = await server.TryKubectlAsync(Range("broken", "least: 5, most: 3"), "create", "-f", "-");
        broken.ExitCode.Should().NotBe(0);
        broken.Error.Should().Contain("least must not be above most");

        (await server.TryKubectlAsync(Range("good", "most: 3"), "create", "-f", "-")).Error.Should().BeEmpty();
        var least = await server.KubectlAsync("get", "ranges", "good", "--output=jsonpath={.spec.least}");
        least.Output.Trim().Should().Be("1");
    }

    private static string Range(string name, string spec) => $$"""
        apiVersion: test.inferenceoperator.io/v1
        kind: Range
        metadata: {name: {{name}}, namespace: default}
        spec: { {{spec}} }
        """;
}
