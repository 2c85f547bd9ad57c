using InferenceOperator.Metrics.Scraping;
using k8s.Models;

namespace InferenceOperator.Tests.Metrics.Scraping;

public sealed class PodAddressesTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3:9000")]
    [InlineData("fd00::7", "[fd00::7]:9000")]
    public void Is_the_clusters_address_and_the_annotated_port(string ip, string expected)
    {
        var address = new PodAddresses().Find(Pod(ip, ("prometheus.io/port", "9000"), ("prometheus.io/path", "/stats")));

        (address!.EndPoint.ToString(), address.Path).Should().Be((expected, "/stats"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("8080; rm")]
    [InlineData("")]
    public void A_port_that_is_none_gives_way_to_the_containers_own(string port)
    {
        var address = new PodAddresses().Find(Pod("10.1.2.3", ("prometheus.io/port", port), ("prometheus.io/path", "http://example.com")));

        (address!.EndPoint.Port, address.Path).Should().Be((8002, "/metrics"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("metadata.google.internal")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void What_no_pod_has_is_not_asked(string? ip) => new PodAddresses().Find(Pod(ip)).Should().BeNull();

    [Fact]
    public void A_pod_on_the_hosts_network_is_not_asked()
    {
        var pod = Pod("10.1.2.3");
        pod.Spec.HostNetwork = true;

        new PodAddresses().Find(pod).Should().BeNull();
    }

    private static V1Pod Pod(string? ip, params (string Name, string Value)[] annotations) => new()
    {
        Metadata = new V1ObjectMeta { Name = "ocr-0", Annotations = annotations.ToDictionary(pair => pair.Name, pair => pair.Value) },
        Spec = new V1PodSpec
        {
            Containers =
            [
                new V1Container { Name = "sidecar", Ports = [new V1ContainerPort { ContainerPort = 15000 }] },
                new V1Container { Name = "server", Ports = [new V1ContainerPort { Name = "http", ContainerPort = 8000 }, new V1ContainerPort { Name = "metrics", ContainerPort = 8002 }] },
            ],
        },
        Status = new V1PodStatus { PodIP = ip },
    };
}
