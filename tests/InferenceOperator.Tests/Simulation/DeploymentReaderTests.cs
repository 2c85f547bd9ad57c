using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class DeploymentReaderTests
{
    private const string Good = """
        apiVersion: inferenceoperator.io/v1alpha1
        kind: ModelDeployment
        metadata: {name: ocr, namespace: vision}
        spec:
          model: {uri: 'pvc://models/rec.onnx'}
          resources: {requests: {cpu: "1", memory: 2Gi}}
          gpu: {count: 2, minMemory: 20Gi}
          scaling: {minReplicas: 2, maxReplicas: 7, latency: {percentile: 99, target: 80ms}, scaleDownDelay: 90s}
        """;

    [Fact]
    public void The_object_is_read_as_it_is_applied()
    {
        var spec = DeploymentReader.Parse("ocr.yaml", Good).Spec;

        (spec.Gpu.Count, spec.Scaling.MinReplicas, spec.Scaling.MaxReplicas, spec.Scaling.ScaleDownDelay).Should().Be((2, 2, 7, "90s"));
        (spec.Scaling.Latency!.Percentile, spec.Scaling.Latency.Target).Should().Be((99, "80ms"));
    }

    [Fact]
    public void Other_objects_of_the_file_are_passed_over() =>
        DeploymentReader.Parse("ocr.yaml", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: vision}}\n---\n{Good}").Metadata.Name.Should().Be("ocr");

    [Theory]
    [InlineData("minReplicas: 2", "minReplicas: 9", "ocr.yaml: spec.scaling \"9 to 7\"")]
    [InlineData("target: 80ms", "target: fast", "ocr.yaml: spec.scaling.latency.target \"fast\"")]
    [InlineData("percentile: 99", "percentile: 100", "ocr.yaml: spec.scaling.latency.percentile \"100\": write 50 to 99")]
    [InlineData("count: 2", "count: 65", "ocr.yaml: spec.gpu.count \"65\": write 0 to 64")]
    [InlineData("scaling: {", "scaling: {mode: Manual, ", "ocr.yaml: spec.scaling.mode \"Manual\": nothing follows the load there; write Slo")]
    [InlineData("spec:", "spec:\n  suspend: true", "ocr.yaml: spec.suspend \"true\": nothing would run; write false")]
    [InlineData("kind: ModelDeployment", "kind: Deployment", "ocr.yaml has 0 objects of kind ModelDeployment: write one")]
    [InlineData("v1alpha1", "v2", "ocr.yaml: apiVersion \"inferenceoperator.io/v2\": write inferenceoperator.io/v1alpha1")]
    [InlineData("maxReplicas", "maxReplica", "ocr.yaml, line 8: ")]
    [InlineData("minReplicas: 2", "minReplicas: two", "ocr.yaml, line 8: ")]
    [InlineData("spec:", "spec: [", "ocr.yaml, line ")]
    public void Refuses_what_an_api_server_would(string good, string bad, string message) =>
        FluentActions.Invoking(() => DeploymentReader.Parse("ocr.yaml", Good.Replace(good, bad, StringComparison.Ordinal)))
            .Should().Throw<InputException>().Which.Message.Should().StartWith(message);
}
