using InferenceOperator.Metrics.Scraping;
using k8s.Models;

namespace InferenceOperator.Tests.Metrics.Scraping;

/// <summary>Leads from pods of the cache to stubs, by name; others have no address.</summary>
internal sealed class StubAddresses : IPodAddresses
{
    public Dictionary<string, ScrapeAddress> ByName { get; } = [];

    public ScrapeAddress? Find(V1Pod pod) => ByName.GetValueOrDefault(pod.Metadata.Name);
}
