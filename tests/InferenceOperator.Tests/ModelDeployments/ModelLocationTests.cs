using InferenceOperator.Controllers.ModelDeployments.Manifests;

namespace InferenceOperator.Tests.ModelDeployments;

public sealed class ModelLocationTests
{
    [Theory]
    [InlineData("https://host/a/rec.onnx?version=2", null, "/models/rec.onnx", null, "https://host/a/rec.onnx?version=2")]
    [InlineData("s3://bucket/a/rec.onnx", null, "/models/rec.onnx", null, "s3://bucket/a/rec.onnx")]
    [InlineData("s3://bucket/a/", null, "/models/a", null, "s3://bucket/a/")]
    [InlineData("s3://bucket/", null, "/models/bucket", null, "s3://bucket/")]
    [InlineData("s3://bucket/what?#1.onnx", null, "/models/what?#1.onnx", null, "s3://bucket/what?#1.onnx")]
    [InlineData("hf://owner/name", null, "/models/name", null, "hf://owner/name")]
    [InlineData("hf://owner/name@v1.0", null, "/models/name", null, "hf://owner/name@v1.0")]
    [InlineData("hf://owner/name@v1.0/onnx/a@b.onnx", null, "/models/a@b.onnx", null, "hf://owner/name@v1.0/onnx/a@b.onnx")]
    [InlineData("hf://owner/name/onnx/model.onnx", null, "/models/model.onnx", null, "hf://owner/name/onnx/model.onnx")]
    [InlineData("oci://registry:5000/team/name:1.2", null, "/models/name", null, "oci://registry:5000/team/name:1.2")]
    [InlineData("oci://registry/name@sha256:abc", null, "/models/name", null, "oci://registry/name@sha256:abc")]
    [InlineData("oci://registry/name:1.2?path=models/rec.onnx", null, "/models/rec.onnx", null, "oci://registry/name:1.2?path=models/rec.onnx")]
    [InlineData("image:///opt/models/rec.onnx", null, "/opt/models/rec.onnx", null, null)]
    [InlineData("pvc://claim/ocr/rec.onnx", null, "/models/ocr/rec.onnx", "claim", null)]
    [InlineData("pvc://claim", null, "/models", "claim", null)]
    [InlineData("pvc://claim/ocr/rec.onnx", "abc", "/models/rec.onnx", "claim", "pvc://claim/ocr/rec.onnx")]
    [InlineData("pvc://claim/a%2e%2e/50%#1?.onnx", null, "/models/a%2e%2e/50%#1?.onnx", "claim", null)]
    [InlineData("pvc://claim/a%2e%2e/50%#1?.onnx", "abc", "/models/50%#1?.onnx", "claim", "pvc://claim/a%252e%252e/50%25%231%3F.onnx")]
    public void Says_where_the_server_finds_the_model(string uri, string? sha256, string path, string? claim, string? pull) =>
        ModelLocation.Of(uri, sha256).Should().Be(new ModelLocation(path, claim, pull));

    [Theory]
    [InlineData("https://host/a/rec.onnx?version=2", "rec.onnx")]
    [InlineData("s3://bucket/a/rec.onnx", "rec.onnx")]
    [InlineData("s3://bucket/a.b/", null)]
    [InlineData("hf://owner/llama-3.1", null)]
    [InlineData("hf://owner/name@v1.0/model.onnx", "model.onnx")]
    [InlineData("oci://registry/name:1.2", null)]
    [InlineData("oci://registry/name:1.2?path=models/rec.onnx", "rec.onnx")]
    public void Knows_which_addresses_name_a_file(string uri, string? file) => ModelLocation.FileNamed(uri).Should().Be(file);
}
