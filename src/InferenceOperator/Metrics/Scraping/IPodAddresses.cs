using k8s.Models;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>Knows where pods show their metrics.</summary>
internal interface IPodAddresses
{
    /// <summary>Finds the address.</summary>
    /// <param name="pod">The pod.</param>
    /// <returns>The address; null when the pod has none that may be asked.</returns>
    ScrapeAddress? Find(V1Pod pod);
}
