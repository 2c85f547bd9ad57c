using System.Globalization;
using System.Net;
using System.Net.Sockets;
using InferenceOperator.Controllers.ModelDeployments.Manifests;
using k8s.Models;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>
/// The address is the one that the cluster gave the pod, port and path are those that the pods of models are annotated with. Addresses that
/// lead to the operator's own machine, or to one that a network does not route, are not asked: no pod has one.
/// </summary>
internal sealed class PodAddresses : IPodAddresses
{
    private const string PortAnnotation = "prometheus.io/port";
    private const string PathAnnotation = "prometheus.io/path";
    private const string DefaultPath = "/metrics";

    /// <inheritdoc/>
    public ScrapeAddress? Find(V1Pod pod) => pod switch
    {
        { Spec.HostNetwork: true } => null,
        { Status.PodIP: { } ip } when IPAddress.TryParse(ip, out var address) && IsPods(address) && Port(pod) is { } port => new ScrapeAddress(new IPEndPoint(address, port), Path(pod)),
        _ => null,
    };

    private static int? Port(V1Pod pod)
    {
        if (Annotation(pod, PortAnnotation) is { } text && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var annotated) && annotated > 0)
            return annotated;
        var ports = pod.Spec?.Containers?.FirstOrDefault(container => container.Name == ServerContainerBuilder.Name)?.Ports;
        return (ports?.FirstOrDefault(port => port.Name == "metrics") ?? ports?.FirstOrDefault())?.ContainerPort;
    }

    private static string Path(V1Pod pod) => Annotation(pod, PathAnnotation) is { Length: > 0 and <= 1024 } path && path[0] == '/' ? path : DefaultPath;

    private static string? Annotation(V1Pod pod, string name) => pod.Metadata.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : null;

    private static bool IsPods(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !IPAddress.IsLoopback(plain) && !plain.Equals(IPAddress.Any) && !plain.Equals(IPAddress.IPv6Any) && !plain.IsIPv6LinkLocal && !plain.IsIPv6Multicast
            && !(plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, ..] or [>= 224, ..]);
    }
}
