using InferenceOperator.Api;
using InferenceOperator.Api.Schema;
using k8s;

namespace InferenceOperator.Tests.Validation;

public sealed class BeyondCelTests
{
    public static TheoryData<BadObject> Table =>
    [
        new BadObject("ModelDeployment", "spec.model.uri", RuleMessages.UriScheme, "model: {uri: \"https://host/a\\n\"}"),
        new BadObject("ModelDeployment", "spec.resources.requests.cpu", "lower the request to the limit 500m or raise limits.cpu", "resources: {requests: {cpu: '1'}, limits: {cpu: 500m}}"),
        new BadObject("ModelDeployment", "spec.template.labels.team", "write at most 63 letters, digits, '-', '_' or '.', beginning and ending with a letter or digit", "template: {labels: {team: 'a b'}}"),
        new BadObject("ModelDeployment", "spec.template.labels", "write a key such as team or example.com/team", "template: {labels: {'a b': c}}"),
        new BadObject("ModelDeployment", "spec.template.nodeSelector.zone", "write at most 63 letters, digits, '-', '_' or '.', beginning and ending with a letter or digit", "template: {nodeSelector: {zone: '-'}}"),
        new BadObject("ModelDeployment", "spec.scaling.queries.rate", "use the placeholders {{namespace}}, {{name}} and {{percentile}} alone", "scaling: {latency: {target: 80ms}, queries: {rate: 'up{a=\"{{pod}}\"}'}}"),
        new BadObject("TrainingJob", "spec.template.spec.containers.env", "remove it: the operator sets it for every worker", "template: {spec: {containers: [{name: w, image: i, env: [{name: RANK, value: '1'}]}]}}"),
        new BadObject("TrainingJob", "spec.template.spec.containers[0].env[0].value", RuleMessages.WorkerTemplate, "template: {spec: {containers: [{name: w, image: i, env: [{name: EPOCHS, value: 1}]}]}}"),
        new BadObject("TrainingJob", "spec.template.spec.containers[0].command", RuleMessages.WorkerTemplate, "template: {spec: {containers: [{name: w, image: i, command: python train.py}]}}"),
        new BadObject("TrainingJob", "spec.template.spec.containers[0].ports[0].containerPort", RuleMessages.WorkerTemplate, "template: {spec: {containers: [{name: w, image: i, ports: [{containerPort: 'http'}]}]}}"),
        new BadObject("GpuPool", "spec.nodeSelector.pool", "write at most 63 letters, digits, '-', '_' or '.', beginning and ending with a letter or digit", "nodeSelector: {pool: 'a/b'}"),
    ];

    [Theory]
    [MemberData(nameof(Table))]
    public void The_operator_finds_what_the_CRD_cannot(BadObject bad) =>
        ObjectReader.Validate(bad.ToMap()).Should().ContainSingle().Which.Should().BeEquivalentTo(new { bad.Path, bad.Message });

    [Fact]
    public void A_template_that_is_no_pod_is_handed_on_as_it_came()
    {
        var job = KubernetesJson.Deserialize<TrainingJob>("""{"metadata":{"name":"a"},"spec":{"template":{"spec":{"containers":[{"name":"w","command":"python"}]}}}}""");

        KubernetesJson.Serialize(job).Should().Contain("""{"spec":{"containers":[{"name":"w","command":"python"}]}}""");
    }

    [Theory]
    [InlineData("https://user:secret@host/m.onnx", "secretRef")]
    [InlineData("http://user:secret@host/m.onnx", "\"http://…@host/m.onnx\"")]
    [InlineData("http://secret@host/m.onnx", "\"http://…@host/m.onnx\"")]
    [InlineData("user:secret@host/m.onnx", "\"…@host/m.onnx\"")]
    [InlineData("http://user:sec/ret:secret@host/m.onnx", "\"http://…@host/m.onnx\"")]
    [InlineData("http://user:secret?x@host/m.onnx", "\"http://…\"")]
    [InlineData("ftp://host/m.onnx?token=secret", "\"ftp://host/m.onnx?…\"")]
    [InlineData("https://host/../m.onnx?token=secret#secret", "\"https://host/../m.onnx?…\"")]
    [InlineData("pvc://claim?secret", "\"pvc://claim?…\"")]
    [InlineData("ftp://host:21/a@1/m.onnx", "\"ftp://…@1/m.onnx\"")]
    [InlineData("ftp://host/a@1/m.onnx", "\"ftp://host/a@1/m.onnx\"")]
    public void Never_repeats_credentials(string uri, string expected) =>
        string.Join(' ', ObjectReader.Validate(new BadObject("ModelDeployment", "", "", $"model: {{uri: '{uri}'}}").ToMap()))
            .Should().NotContain("secret@").And.NotContain("=secret").And.NotContain(":secret").And.NotContain("?secret").And.Contain(expected);
}
