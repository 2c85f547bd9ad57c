using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>A real VictoriaMetrics (Debian's) on a free port of 127.0.0.1, which scrapes what a Prometheus of the same options would.</summary>
public sealed class LocalVictoriaMetrics : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ManagedProcess _process;

    private LocalVictoriaMetrics(string binary)
    {
        Address = new Uri($"http://127.0.0.1:{FreePorts.Take()}/");
        _process = new ManagedProcess(new ProcessSpec("victoria-metrics", binary,
        [
            $"-storageDataPath={_folder.Combine("data")}", $"-httpListenAddr={Address.Authority}", $"-promscrape.config={ConfigurationFile}",
            "-promscrape.config.strictParse=false", "-memory.allowedPercent=2", "-loggerLevel=WARN",
        ])
        {
            LogFile = _folder.Combine("victoria-metrics.log"),
            WorkingDirectory = _folder.Path,
            Ready = async token => (await _http.GetAsync(new Uri(Address, "health"), token)).IsSuccessStatusCode,
        });
    }

    /// <summary>Its base URL.</summary>
    public Uri Address { get; }

    private string ConfigurationFile => _folder.Combine("scrape.yml");

    /// <summary>Starts one.</summary>
    /// <param name="options">What it scrapes.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>The server, ready.</returns>
    public static async Task<LocalVictoriaMetrics> StartAsync(PrometheusOptions options, CancellationToken cancellationToken = default)
    {
        var server = new LocalVictoriaMetrics(await Tools.EnsureVictoriaMetricsAsync(options.Newest, null, cancellationToken));
        try
        {
            await File.WriteAllTextAsync(server.ConfigurationFile, PrometheusConfiguration.Write(options), cancellationToken);
            await server._process.StartAsync(cancellationToken);
            if (options.Past is { } past)
                await server.FillAsync(past, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    // Its import takes times in milliseconds where OpenMetrics has seconds.
    private async Task FillAsync(string past, CancellationToken cancellationToken)
    {
        var lines = past.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => line + "000");
        using var content = new StringContent(string.Join('\n', lines));
        (await _http.PostAsync(new Uri(Address, "api/v1/import/prometheus"), content, cancellationToken)).EnsureSuccessStatusCode();
        (await _http.GetAsync(new Uri(Address, "internal/force_flush"), cancellationToken)).EnsureSuccessStatusCode();
    }
}
