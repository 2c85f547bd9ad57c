using Amazon.S3;
using Amazon.S3.Model;
using InferenceServer.CommandLine;
using InferenceServer.Pull.Transfers;

namespace InferenceServer.Pull.S3;

/// <summary>Asks an object store; finds the bucket's region when nobody named it.</summary>
internal sealed class S3Store(PullContext context, S3Address address)
{
    private const int MostObjects = 100_000;
    private string? _learnt;
    private AmazonS3Client _client = S3ClientFactory.Create(context, null);

    /// <summary>The object that the address names.</summary>
    /// <exception cref="PullException">It is not there or may not be read.</exception>
    public async Task<RemoteEntry> HeadAsync(CancellationToken cancellationToken)
    {
        var head = await AskAsync(token => HeadAsync(address.Key, token), cancellationToken);
        return new RemoteEntry(address.Name, new S3File(this, address.Key, head.Size, head.Version)) { Size = head.Size, Version = head.Version };
    }

    /// <summary>The objects under the address's prefix, without hidden ones and the markers that stand for directories.</summary>
    /// <exception cref="PullException">They may not be listed, or a key leads out of a directory.</exception>
    public async Task<IReadOnlyList<RemoteEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = new List<RemoteEntry>();
        string? more = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Key, ContinuationToken = more };
            var page = await AskAsync(token => _client.ListObjectsV2Async(request, token), cancellationToken);
            entries.AddRange((page.S3Objects ?? []).Where(found => !found.Key.EndsWith('/')).Select(Entry).Where(entry => !Paths.IsHidden(entry.Relative)));
            if (entries.Count > MostObjects)
                throw new PullException(ExitCodes.Failed, $"{address.Shown} holds more than {MostObjects} objects; write a longer prefix");
            more = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (more is not null);
        return entries;
    }

    /// <summary>Opens a part of an object that must still be the one of an entity tag.</summary>
    /// <exception cref="AmazonS3Exception">The store answers something else.</exception>
    public Task<GetObjectResponse> OpenAsync(string key, ByteRange? range, string version, CancellationToken cancellationToken) => TranslateAsync(
        token => _client.GetObjectAsync(new GetObjectRequest { BucketName = address.Bucket, Key = key, ByteRange = range, EtagToMatch = version }, token), cancellationToken);

    /// <summary>Size in bytes and entity tag of an object as it is now.</summary>
    public async Task<(long Size, string Version)> HeadAsync(string key, CancellationToken cancellationToken)
    {
        var head = await TranslateAsync(token => _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = key }, token), cancellationToken);
        return (head.ContentLength, head.ETag);
    }

    /// <summary>The bucket's name with a key.</summary>
    public string Show(string key) => $"s3://{address.Bucket}/{key}";

    private RemoteEntry Entry(S3Object found)
    {
        var relative = found.Key[address.Key.Length..];
        Paths.RequireRelative(relative, $"an object under {address.Shown}");
        var size = found.Size ?? 0;
        return new RemoteEntry(relative, new S3File(this, found.Key, size, found.ETag)) { Size = size, Version = found.ETag };
    }

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        context.Transfer.Retry.RunAsync(address.Shown, token => TranslateAsync(ask, token), cancellationToken);

    private async Task<T> TranslateAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await TimeLimit.RunAsync(ask, context.Options.ConnectTimeout, "no answer", context.Transfer.Time, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (OtherRegion(exception) is { } region)
        {
            _learnt = region;
            _client = S3ClientFactory.Create(context, region);
            return await TranslateAsync(ask, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or TimeoutException or HttpRequestException or PullException))
        {
            throw S3Failures.Translate(address, context.Credentials, exception);
        }
    }

    // Once: a store that names a new region each time would go on for ever. A region that the owner wrote is not overruled but reported.
    private string? OtherRegion(AmazonS3Exception exception) =>
        _learnt is null && S3ClientFactory.Region(context.Credentials) is null ? S3Failures.RegionOf(exception) : null;
}
