using System.Text.Json;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Processes;
using InferenceOperator.LocalClusters.Tooling;

namespace InferenceOperator.LocalClusters.Prometheus;

/// <summary>A real Prometheus on a free port of 127.0.0.1. It can be stopped and started; its data stays until it is disposed.</summary>
public sealed class LocalPrometheus : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private PrometheusOptions _options;

    private LocalPrometheus(string binary, PrometheusOptions options)
    {
        _options = options;
        Address = new Uri($"http://127.0.0.1:{FreePorts.Take()}/");
        Process = new ManagedProcess(new ProcessSpec("prometheus", binary,
        [
            $"--config.file={ConfigurationFile}", $"--storage.tsdb.path={_folder.Combine("data")}", $"--storage.tsdb.retention.time={(options.Past is null ? "2h" : "30d")}",
            $"--web.listen-address={Address.Authority}", "--web.enable-lifecycle", "--log.level=warn",
            .. options.NativeHistograms ? new[] { "--enable-feature=native-histograms" } : [],
        ])
        {
            LogFile = _folder.Combine("prometheus.log"),
            WorkingDirectory = _folder.Path,
            Ready = async token => (await _http.GetAsync(new Uri(Address, "-/ready"), token)).IsSuccessStatusCode,
        });
    }

    /// <summary>Its base URL.</summary>
    public Uri Address { get; }

    /// <summary>To stop, kill and start it again.</summary>
    public ManagedProcess Process { get; }

    private string ConfigurationFile => _folder.Combine("prometheus.yml");

    public static async Task<LocalPrometheus> StartAsync(
        PrometheusOptions? options = null, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var (binary, promtool) = options is { Newest: true } ? await Tools.EnsureNewestPrometheusAsync(progress, cancellationToken) : await StableAsync(progress, cancellationToken);
        var prometheus = new LocalPrometheus(binary, options ?? new PrometheusOptions());
        try
        {
            await prometheus.WriteConfigurationAsync(cancellationToken);
            if (options?.Past is { } past)
                await prometheus.FillAsync(promtool, past, cancellationToken);
            await prometheus.Process.StartAsync(cancellationToken);
            return prometheus;
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    /// <summary>Scrapes these targets from now on, and no others.</summary>
    public async Task SetTargetsAsync(IReadOnlyList<ScrapeTarget> targets, CancellationToken cancellationToken = default)
    {
        _options = _options with { Targets = targets };
        await WriteConfigurationAsync(cancellationToken);
        using var response = await _http.PostAsync(new Uri(Address, "-/reload"), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Asks an instant query.</summary>
    /// <returns>The array <c>data.result</c> of the answer.</returns>
    public async Task<JsonElement> QueryAsync(string promql, CancellationToken cancellationToken = default)
    {
        var uri = new Uri(Address, $"api/v1/query?query={Uri.EscapeDataString(promql)}");
        await using var body = await _http.GetStreamAsync(uri, cancellationToken);
        using var answer = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return answer.RootElement.GetProperty("data").GetProperty("result").Clone();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private static async Task<(string Prometheus, string Promtool)> StableAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var binary = await Tools.EnsurePrometheusAsync(progress, cancellationToken);
        return (binary, Path.Combine(Path.GetDirectoryName(binary)!, "promtool"));
    }

    private async Task FillAsync(string promtool, string past, CancellationToken cancellationToken)
    {
        var file = _folder.Combine("past.om");
        await File.WriteAllTextAsync(file, past, cancellationToken);
        await CommandRunner.RunAsync(promtool, ["tsdb", "create-blocks-from", "openmetrics", file, _folder.Combine("data")], cancellationToken: cancellationToken);
    }

    private Task WriteConfigurationAsync(CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(ConfigurationFile, PrometheusConfiguration.Write(_options), cancellationToken);
}
