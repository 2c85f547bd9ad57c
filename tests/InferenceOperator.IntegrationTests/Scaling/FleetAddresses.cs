using System.Net;
using InferenceOperator.Metrics.Scraping;
using k8s.Models;

namespace InferenceOperator.IntegrationTests.Scaling;

/// <summary>Leads from the pods of fake nodes, whose addresses nobody has, to their pages on 127.0.0.1.</summary>
internal sealed class FleetAddresses : IPodAddresses
{
    private volatile SimulatedFleet? _fleet;

    /// <summary>Whose pages are meant.</summary>
    public SimulatedFleet? Fleet
    {
        get => _fleet;
        set => _fleet = value;
    }

    public ScrapeAddress? Find(V1Pod pod) =>
        Fleet?.PageOf(pod.Metadata.Name) is { } page ? new ScrapeAddress(new IPEndPoint(IPAddress.Loopback, page.Port), page.AbsolutePath) : null;
}
