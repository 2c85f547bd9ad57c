using InferenceOperator.Kubernetes;
using k8s.Models;

namespace InferenceOperator.Tests.Kubernetes;

public sealed class ApplyBodyTests
{
    private static readonly V1Pod Pod = new()
    {
        Metadata = new V1ObjectMeta { Name = "a", NamespaceProperty = "ns", Uid = "u", Generation = 3, CreationTimestamp = DateTime.UnixEpoch, ManagedFields = [new V1ManagedFieldsEntry()] },
        Spec = new V1PodSpec { Containers = [], NodeName = "n" },
        Status = new V1PodStatus { Phase = "Running" },
    };

    [Fact]
    public void Sends_the_type_and_no_field_that_only_the_server_writes() =>
        ApplyBody.Of(Pod).ToJsonString().Should().Be(
            """{"metadata":{"name":"a","namespace":"ns","uid":"u"},"spec":{"containers":[],"nodeName":"n"},"apiVersion":"v1","kind":"Pod"}""");

    [Fact]
    public void Sends_of_a_status_nothing_else_but_type_name_and_uid() =>
        ApplyBody.OfStatus(Pod).ToJsonString().Should().Be(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"ns","uid":"u"},"status":{"phase":"Running"}}""");
}
