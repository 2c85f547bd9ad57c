using System.Globalization;
using InferenceServer.Conformance.Onnx;
using InferenceServer.Tests.Support;

namespace InferenceServer.Conformance;

/// <summary>The server in a process of its own, whose end is seen and not shared, over a repository of its own.</summary>
internal sealed class ServerUnderTest : IDisposable
{
    private readonly TemporaryFolder _repository;
    private readonly ServerProcess _process;

    private ServerUnderTest(TemporaryFolder repository, ServerProcess process, int port)
    {
        (_repository, _process, Port) = (repository, process, port);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(1) };
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>A client of it.</summary>
    public HttpClient Http { get; }

    /// <summary>What it said.</summary>
    public string Log => _process.Output;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts one.</summary>
    /// <param name="fill">Writes the models that it is to serve from the start.</param>
    /// <param name="arguments">More options.</param>
    public static async Task<ServerUnderTest> StartAsync(Action<TemporaryFolder> fill, params string[] arguments)
    {
        var repository = new TemporaryFolder();
        fill(repository);
        var port = ServerProcess.FreePort();
        var process = new ServerProcess(
            ["serve", "--repository", repository.Path, "--model-control", "--provider", "cpu", "--threads", "1", "--address", "127.0.0.1",
                "--http-port", port.ToString(CultureInfo.InvariantCulture), "--drain-seconds", "0", .. arguments]);
        var server = new ServerUnderTest(repository, process, port);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await server.IsReadyAsync())
        {
            if (process.HasExited)
                throw new InvalidOperationException($"the server did not start:\n{process.Output}");
            await pause.WaitForNextTickAsync();
        }

        return server;
    }

    /// <summary>Where a model's file belongs; its folder is made.</summary>
    public string ModelFile(string model) => Path.Combine(Directory.CreateDirectory(_repository[$"{model}/1"]).FullName, "model.onnx");

    /// <summary>Loads a model; null, or why not.</summary>
    public Task<string?> LoadAsync(string model) => PostAsync($"v2/repository/models/{model}/load", "");

    /// <summary>Takes a model out, if it is there.</summary>
    public Task<string?> UnloadAsync(string model) => PostAsync($"v2/repository/models/{model}/unload", "");

    /// <summary>Asks for one output, or all, and gives no input; null, or why not.</summary>
    public Task<string?> AskForOutputAsync(string model, string? output) => PostAsync($"v2/models/{model}/infer", output is null ? "{}" : $$"""{"outputs":[{"name":"{{output}}"}]}""");

    /// <summary>Resident memory in bytes, as the kernel counts it.</summary>
    public long ResidentBytes() => File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();

    public void Dispose()
    {
        Http.Dispose();
        _process.Dispose();
        _repository.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync("v2/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string?> PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await Http.PostAsync(path, content);
        return response.IsSuccessStatusCode ? null : $"{(int)response.StatusCode}: {RestWay.Error(await response.Content.ReadAsByteArrayAsync())}";
    }
}
