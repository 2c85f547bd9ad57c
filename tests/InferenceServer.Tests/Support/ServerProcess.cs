using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace InferenceServer.Tests.Support;

/// <summary>The server as users run it: a process of its own.</summary>
public sealed class ServerProcess : IDisposable
{
    private const int Sigterm = 15;
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public ServerProcess(params string[] arguments)
        : this([], arguments)
    {
    }

    public ServerProcess((string Name, string Value)[] environment, params string[] arguments)
    {
        var assembly = typeof(Hosting.ServeOptions).Assembly.Location;
        _process = new Process { StartInfo = new ProcessStartInfo("dotnet", [assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        foreach (var (name, value) in environment)
            _process.StartInfo.Environment[name] = value;
        Address = new Uri($"http://127.0.0.1:{(Array.IndexOf(arguments, "--http-port") is >= 0 and var index ? arguments[index + 1] : "8080")}");
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where <c>--http-port</c> says that it listens.</summary>
    public Uri Address { get; }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Returns when it is ready.</summary>
    public Task ReadyAsync() => Eventually.TrueAsync(async () =>
        _process.HasExited ? throw new InvalidOperationException($"it ended: {Output}") : await IsReadyAsync() ?? false);

    /// <summary>Returns when it says that it is not ready, or says nothing any more.</summary>
    public Task UnreadyAsync() => Eventually.TrueAsync(async () => await IsReadyAsync() is not true);

    public void Terminate()
    {
        if (Kill(_process.Id, Sigterm) != 0)
            throw new InvalidOperationException("it has ended already");
    }

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<bool?> IsReadyAsync()
    {
        using var http = new HttpClient();
        try
        {
            using var response = await http.GetAsync(new Uri(Address, "v2/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening.
            return null;
        }
    }

    private void Append(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
