using System.Net;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.Stores;

/// <summary>A real registry (Debian's docker-registry) on a free port of 127.0.0.1, empty at first; its data goes with it.</summary>
public sealed class LocalRegistry : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly ManagedProcess _process;

    private LocalRegistry(string program, string? auth)
    {
        var port = FreePorts.Take();
        Address = new Uri($"http://127.0.0.1:{port}/");
        var configuration = _folder.Combine("registry.yml");
        File.WriteAllText(configuration, $"""
            version: 0.1
            log: {"{"}level: warn{"}"}
            storage: {"{"}filesystem: {"{"}rootdirectory: "{_folder.Combine("data")}"{"}"}{"}"}
            http: {"{"}addr: "127.0.0.1:{port}"{"}"}
            {(auth is null ? "" : $"auth: {auth}")}

            """);
        _process = new ManagedProcess(new ProcessSpec("registry", program, ["serve", configuration])
        {
            LogFile = _folder.Combine("registry.log"),
            WorkingDirectory = _folder.Path,
            // With authorization asked for it answers 401, which is an answer as well.
            Ready = async token =>
            {
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
                using var answer = await http.GetAsync(new Uri(Address, "v2/"), token);
                return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized;
            },
        });
    }

    /// <summary>Its base URL.</summary>
    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="auth">The value of <c>auth</c> in its configuration, as YAML on one line; null asks for no authorization.</param>
    /// <param name="progress">Told when the program has to be fetched.</param>
    /// <param name="cancellationToken">Abandons the start.</param>
    public static async Task<LocalRegistry> StartAsync(string? auth = null, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var registry = new LocalRegistry(await Tools.EnsureRegistryAsync(progress, cancellationToken), auth);
        try
        {
            await registry._process.StartAsync(cancellationToken);
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
