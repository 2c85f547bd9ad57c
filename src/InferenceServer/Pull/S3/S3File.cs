using Amazon.S3;
using Amazon.S3.Model;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.S3;

/// <summary>An object, brought in parts that must all be of the same entity tag.</summary>
internal sealed class S3File(S3Store store, string key, long size, string version) : IRemoteFile
{
    // No answer lasts for hours, and what is lost when one breaks off is little; large enough to cost no time.
    private const long PartBytes = 64L << 20;
    private long _size = size;
    private string _version = version;

    /// <inheritdoc />
    public string Shown => store.Show(key);

    /// <inheritdoc />
    public async Task<RemotePart> OpenAsync(long from, string? version, CancellationToken cancellationToken)
    {
        try
        {
            return await PartAsync(version == _version && from < _size ? from : 0, cancellationToken);
        }
        catch (ObjectChangedException)
        {
            (_size, _version) = await store.HeadAsync(key, cancellationToken);
            return await PartAsync(0, cancellationToken);
        }
    }

    private async Task<RemotePart> PartAsync(long from, CancellationToken cancellationToken)
    {
        var end = Math.Min(from + PartBytes, _size);
        // No range can be asked of nothing.
        var range = _size > 0 ? new ByteRange(from, end - 1) : null;
        var response = await store.OpenAsync(key, range, _version, cancellationToken);
        if (response.ETag == _version && response.ContentLength == end - from)
            return new RemotePart(response, response.ResponseStream, from, end, _size, _version);
        response.Dispose();
        throw response.ETag == _version
            ? new HttpRequestException($"the store answered {response.ContentLength} bytes instead of {end - from} from {from} on")
            : new ObjectChangedException();
    }
}
