using System.Text.Json;
using InferenceOperator.Kubernetes;
using k8s;
using k8s.Models;

namespace InferenceOperator.Tests.Kubernetes;

public sealed class ReplicaOwnersTests
{
    private const string Deployment = """
        {"metadata": {"name": "ocr", "namespace": "vision", "managedFields": [
          {"manager": "inference-operator", "operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:template": {}}}},
          {"manager": "kubectl", "operation": "Update", "subresource": "scale", "time": "2026-01-01T12:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:replicas": {}}}},
          {"manager": "kube-controller-manager", "operation": "Update", "fieldsType": "FieldsV1", "fieldsV1": {"f:status": {"f:replicas": {}}}}]}}
        """;

    [Fact]
    public void Caches_keep_who_owns_the_replicas_and_nothing_else_of_managed_fields()
    {
        using var json = JsonDocument.Parse(Deployment);

        var cached = ObjectReader.Read<V1Deployment>(json.RootElement);

        cached.Metadata.ManagedFields.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new V1ManagedFieldsEntry { Manager = "kubectl", Operation = "Update", Subresource = "scale", Time = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc) });
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""[{"manager": "a"}]""")]
    [InlineData("""[{"manager": "a", "fieldsV1": {"f:spec": "?"}}]""")]
    [InlineData("""[{"manager": "a", "fieldsV1": {"f:data": {}}}]""")]
    public void Where_nobody_does_nothing_is_kept(string managedFields) =>
        ReplicaOwners.Of(KubernetesJson.Deserialize<List<V1ManagedFieldsEntry>>(managedFields)).Should().BeNull();
}
