using System.Net;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.Stores;

/// <summary>A real S3-compatible object store on a free port with one empty bucket; its data goes with it.</summary>
public sealed class LocalObjectStore : IAsyncDisposable
{
    /// <summary>The one bucket.</summary>
    public const string Bucket = "models";

    /// <summary>Access key id and secret key of its one account.</summary>
    public const string Key = "S3RVER";

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly ManagedProcess _process;

    private LocalObjectStore(string program, IPAddress address)
    {
        var port = FreePorts.Take(address);
        Address = new Uri($"http://{address}:{port}/");
        var data = _folder.Combine("data");
        Directory.CreateDirectory(data);
        _process = new ManagedProcess(new ProcessSpec(
            // It marks the pages of long listings by an old cipher.
            "object-store", CommandRunner.Find("node")!, ["--openssl-legacy-provider", program, "-d", data, "-a", address.ToString(), "-p", $"{port}", "--no-vhost-buckets", "--configure-bucket", Bucket])
        {
            LogFile = _folder.Combine("object-store.log"),
            WorkingDirectory = _folder.Path,
            Ready = async token =>
            {
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                using var answer = await http.GetAsync(new Uri(Address, Bucket), token);
                return answer.IsSuccessStatusCode;
            },
        });
    }

    /// <summary>Its base URL.</summary>
    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="address">Where it listens: 127.0.0.1 unless a network of a local node is named.</param>
    /// <param name="progress">Told what is fetched.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>The store, ready.</returns>
    public static async Task<LocalObjectStore> StartAsync(IPAddress? address = null, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var store = new LocalObjectStore(await Tools.EnsureObjectStoreAsync(progress, cancellationToken), address ?? IPAddress.Loopback);
        try
        {
            await store._process.StartAsync(cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
