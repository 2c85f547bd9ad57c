using InferenceOperator.Benchmarks.Reporting;
using InferenceServer.Hosting;
using InferenceServer.Models;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceServer.Benchmarks;

/// <summary>Managed bytes that a request costs: the server in this process, asked by clients that allocate nothing.</summary>
internal static class Allocation
{
    private const int Calls = 2000;

    /// <summary>Measures.</summary>
    public static IReadOnlyList<BenchResult> Measure(int rounds)
    {
        using var app = ServerHost.Build(new ServeOptions
        {
            Models = [ModelSources.Locate("vad", TestModels.VoiceActivity)],
            HttpPort = 0,
            Sessions = new SessionSettings(ProviderChoice.Cpu),
        });
        app.StartAsync().GetAwaiter().GetResult();
        app.Services.GetRequiredService<ModelLoadingService>().ExecuteTask!.GetAwaiter().GetResult();
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        using var rest = new RestCaller(port, "vad", Tensor.VoiceActivity);
        using var grpc = new GrpcCaller(port, "vad", Tensor.VoiceActivity);
        var results = new[]
        {
            BenchResult.AtMost("bytes_allocated_per_request", Bytes(rest.Call, rounds), "B", 2047),
            BenchResult.Shown("bytes_allocated_per_request_grpc", Bytes(grpc.Call, rounds), "B"),
        };
        app.StopAsync().GetAwaiter().GetResult();
        return results;
    }

    private static List<double> Bytes(Action call, int rounds)
    {
        var samples = new List<double>();
        for (var round = -1; round < rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var index = 0; index < Calls; index++)
                call();
            // The first round warms up.
            if (round >= 0)
                samples.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls);
        }

        return samples;
    }
}
