using System.Net;

namespace InferenceOperator.Metrics.Scraping;

/// <summary>Where a pod shows its metrics.</summary>
/// <param name="EndPoint">Address and port.</param>
/// <param name="Path">Path, beginning with a slash.</param>
internal sealed record ScrapeAddress(IPEndPoint EndPoint, string Path)
{
    /// <summary>The same as an address of HTTP. The path stays one, whatever is in it, and IPv6 stands in brackets.</summary>
    public Uri Url => new UriBuilder(Uri.UriSchemeHttp, EndPoint.Address.ToString(), EndPoint.Port, Path).Uri;
}
