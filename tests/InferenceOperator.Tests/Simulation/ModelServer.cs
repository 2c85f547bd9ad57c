using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InferenceServer.Tests.Support;

namespace InferenceOperator.Tests.Simulation;

/// <summary>Our model server as a process of its own, with a model that adds two inputs.</summary>
public sealed class ModelServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("profile-tests-");
    private readonly StringBuilder _output = new();
    private Process? _process;

    public string Url { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var model = Path.Combine(_folder.FullName, "add.onnx");
        await File.WriteAllBytesAsync(model, OnnxModel.Add(-1, 64));
        var port = FreePort();
        Url = $"http://127.0.0.1:{port}";
        _process = new Process { StartInfo = new ProcessStartInfo("dotnet", [Assembly, "serve", "--model", $"add={model}", "--http-port", $"{port}", "--address", "127.0.0.1", "--provider", "cpu"]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        for (var since = Stopwatch.StartNew(); !await IsReadyAsync(http); await Task.Delay(50))
        {
            if (_process.HasExited || since.Elapsed > Patience)
                throw new InvalidOperationException($"the server is not ready: {Output}");
        }
    }

    public Task DisposeAsync()
    {
        if (_process is { HasExited: false })
            _process.Kill(entireProcessTree: true);
        _process?.Dispose();
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    // Built beside the tests with the same configuration: bin/Debug/net10.0.
    private static string Assembly
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Repository.PathOf(Path.Combine("src", "InferenceServer", "bin", output.Parent!.Name, output.Name, "InferenceServer.dll"));
        }
    }

    private string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("v2/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Hear(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
