namespace InferenceServer.Tests.Support.Load;

/// <summary>What must not cost a request: the end of a server, and the replacing of a model.</summary>
internal static class Upheavals
{
    /// <summary>Ends one of two servers by SIGTERM under load; it leaves the Service when its readiness is seen to have gone.</summary>
    /// <param name="model">The orientation model's file.</param>
    /// <param name="each">Callers by REST, and as many by gRPC.</param>
    public static async Task<LoadCounts> SigtermAsync(string model, int each)
    {
        using var ending = Server(model);
        using var staying = Server(model);
        await Task.WhenAll(ending.ReadyAsync(), staying.ReadyAsync());
        var service = new ServiceEndpoints(ending.Address.Port, staying.Address.Port);
        using var load = new SteadyLoad(service, "m", each);
        await load.AnswersAsync(200);
        ending.Terminate();
        await ending.UnreadyAsync();
        // A Service hears of it later, and sends new connections there until then.
        await load.AnswersAsync(30);
        service.Remove(ending.Address.Port);
        if (await ending.ExitAsync() is not 0 and var code)
            throw new InvalidOperationException($"the server ended with {code}: {ending.Output}");
        await load.AnswersAsync(50);
        load.Dispose();
        return load.Counts;

    }

    /// <summary>A server that takes requests for 3 seconds after SIGTERM.</summary>
    public static ServerProcess Server(string model) =>
        new("serve", "--address", "127.0.0.1", "--model", $"m={model}", "--http-port", $"{ServerProcess.FreePort()}", "--drain-seconds", "3");

    /// <summary>Replaces a model again and again under load.</summary>
    /// <param name="model">The orientation model's file.</param>
    /// <param name="each">Callers by REST, and as many by gRPC.</param>
    /// <param name="times">How often.</param>
    public static async Task<LoadCounts> ReplaceAsync(string model, int each, int times)
    {
        var repository = Directory.CreateTempSubdirectory("inference-server-replace-").FullName;
        try
        {
            Put(1);
            using var server = new ServerProcess(
                "serve", "--address", "127.0.0.1", "--repository", repository, "--model-control", "--http-port", $"{ServerProcess.FreePort()}", "--drain-seconds", "0");
            await server.ReadyAsync();
            using var http = new HttpClient { BaseAddress = server.Address };
            using var load = new SteadyLoad(new ServiceEndpoints(server.Address.Port), "m", each);
            for (var version = 2; version < times + 2; version++)
            {
                await load.AnswersAsync(50);
                Put(version);
                using var loaded = await http.PostAsync("v2/repository/models/m/load", null);
                loaded.EnsureSuccessStatusCode();
                if (!(await http.GetStringAsync("v2/models/m")).Contains($"\"{version}\"", StringComparison.Ordinal))
                    throw new InvalidOperationException($"version {version} does not answer");
            }

            await load.AnswersAsync(50);
            load.Dispose();
            return load.Counts;
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }

        // In place by renaming, as whoever puts a version there should.
        void Put(int version)
        {
            var hidden = Directory.CreateDirectory(Path.Combine(repository, ".new", $"{version}")).FullName;
            File.Copy(model, Path.Combine(hidden, "model.onnx"));
            Directory.CreateDirectory(Path.Combine(repository, "m"));
            Directory.Move(hidden, Path.Combine(repository, "m", $"{version}"));
        }
    }
}
