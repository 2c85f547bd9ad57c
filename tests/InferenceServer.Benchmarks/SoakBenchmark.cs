using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Tests.Support;

namespace InferenceServer.Benchmarks;

/// <summary>Whether the server's memory stays where it is: over many requests, and over many models that come and go.</summary>
internal sealed class SoakBenchmark(int requests, int cycles)
{
    private const int WarmUpRequests = 50_000;

    // Until the managed heap's youngest generation was collected for the first time.
    private const int WarmUpCycles = 500;
    private const int Parts = 10;

    /// <summary>Measures.</summary>
    public IReadOnlyList<BenchResult> Run() => [.. Requests(), .. Cycles()];

    private BenchResult[] Requests()
    {
        using var server = PinnedProcess.Server("--model", $"vad={TestModels.VoiceActivity}");
        using var rest = new Callers(server.Port, "vad", 2, Tensor.VoiceActivity);
        var grpc = Enumerable.Range(0, 2).Select(_ => new GrpcCaller(server.Port, "vad", Tensor.VoiceActivity)).ToList();
        List<Action> calls = [.. rest.Calls, .. grpc.Select(caller => (Action)caller.Call)];
        Call(calls, WarmUpRequests);
        var before = server.ResidentMebibytes();
        var most = before;
        for (var part = 0; part < Parts; part++)
        {
            Call(calls, requests / Parts);
            most = Math.Max(most, server.ResidentMebibytes());
            Console.WriteLine($"{(part + 1) * (requests / Parts)} requests: {server.ResidentMebibytes() - before:+0.0;-0.0} MiB");
        }

        var growth = server.ResidentMebibytes() - before;
        grpc.ForEach(caller => caller.Dispose());
        return
        [
            BenchResult.AtMost("memory_growth_mib", [growth], "MiB", 16, $"after {WarmUpRequests} requests; over {requests} more, by REST and gRPC"),
            BenchResult.Shown("memory_mib", [before], "MiB", $"after {WarmUpRequests} requests"),
            BenchResult.Shown("memory_most_mib", [most], "MiB"),
        ];
    }

    private BenchResult[] Cycles()
    {
        var repository = Directory.CreateTempSubdirectory("inference-server-bench-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(repository, "orientation", "1"));
            File.Copy(TestModels.Orientation, Path.Combine(repository, "orientation", "1", "model.onnx"));
            using var server = PinnedProcess.Server("--repository", repository, "--model-control");
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}/v2/repository/models/orientation/") };
            var picture = Tensor.Wave("x", 1, 3, 48, 192);
            using var caller = new RestCaller(server.Port, "orientation", picture);
            void Cycle()
            {
                http.PostAsync("load", null).GetAwaiter().GetResult().EnsureSuccessStatusCode();
                caller.Call();
                http.PostAsync("unload", null).GetAwaiter().GetResult().EnsureSuccessStatusCode();
            }

            for (var cycle = 0; cycle < WarmUpCycles; cycle++)
                Cycle();
            var before = server.ResidentMebibytes();
            for (var cycle = 1; cycle <= cycles; cycle++)
            {
                Cycle();
                if (cycle % (cycles / Parts) == 0)
                    Console.WriteLine($"{cycle} loads and unloads: {server.ResidentMebibytes() - before:+0.0;-0.0} MiB");
            }

            return
            [
                BenchResult.AtMost("memory_growth_load_cycles_mib", [server.ResidentMebibytes() - before], "MiB", 16, $"after {WarmUpCycles} loads and unloads; over {cycles} more, with a request each"),
                BenchResult.Shown("memory_load_cycles_mib", [before], "MiB", $"after {WarmUpCycles} loads and unloads"),
            ];
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }
    }

    private static void Call(List<Action> calls, int requests)
    {
        var left = requests;
        var threads = calls.ConvertAll(call => new Thread(() =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                call();
        }));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
