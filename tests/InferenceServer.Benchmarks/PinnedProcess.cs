using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace InferenceServer.Benchmarks;

/// <summary>A program on cores of its own, ended with this object.</summary>
internal sealed class PinnedProcess : IDisposable
{
    private readonly Process _process;

    private PinnedProcess(string cores, params string[] command)
    {
        _process = Process.Start(new ProcessStartInfo("taskset", ["-c", cores, .. command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, line) => Log.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => Log.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; private init; }

    /// <summary>What it said.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Log { get; } = [];

    /// <summary>Processor time it has used.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>Resident memory in MiB, as the kernel counts it.</summary>
    public double ResidentMebibytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>A server that is ready.</summary>
    public static PinnedProcess Server(params string[] arguments) => ServerOn("0", arguments);

    /// <summary>A server that is ready, on given cores.</summary>
    public static PinnedProcess ServerOn(string cores, params string[] arguments)
    {
        var port = FreePort();
        var server = new PinnedProcess(cores, ["dotnet", typeof(Hosting.ServeOptions).Assembly.Location, "serve", "--address", "127.0.0.1", "--http-port", $"{port}", "--drain-seconds", "0", .. arguments]) { Port = port };
        server.WaitFor(() => Answers($"http://127.0.0.1:{port}/v2/health/ready"));
        return server;
    }

    /// <summary>The <see cref="NodeRival"/>, ready for one model: with session options for one core, or with its defaults.</summary>
    public static PinnedProcess NodeOn(string cores, string model, Tensor input, bool defaults)
    {
        var port = FreePort();
        var node = new PinnedProcess(cores, "node", Path.Combine(NodeRival.Ensure(), "server.js"), model, input.Name, string.Join(',', input.Shape), $"{port}", defaults ? "defaults" : "tuned") { Port = port };
        node.WaitFor(() => Answers($"http://127.0.0.1:{port}/ready"));
        return node;
    }

    /// <summary>A <see cref="BareSink"/>, and a connection to it.</summary>
    public static PinnedProcess Sink(out Socket connection)
    {
        var port = FreePort();
        var sink = new PinnedProcess("0", "dotnet", typeof(PinnedProcess).Assembly.Location, "sink", $"{port}") { Port = port };
        Socket? socket = null;
        sink.WaitFor(() =>
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            return true;
        });
        connection = socket!;
        return sink;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool Answers(string address)
    {
        using var http = new HttpClient();
        using var response = http.GetAsync(address).GetAwaiter().GetResult();
        return response.IsSuccessStatusCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void WaitFor(Func<bool> ready)
    {
        for (var started = Stopwatch.StartNew(); started.Elapsed < TimeSpan.FromMinutes(1) && !_process.HasExited; Thread.Sleep(50))
        {
            try
            {
                if (ready())
                    return;
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException($"it did not start: {string.Join('\n', Log)}");
    }
}
