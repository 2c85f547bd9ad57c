using System.Net;
using Grpc.Core;
using InferenceServer.Models;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Batching;

/// <summary>Batching, instances and priorities as clients and operators see them.</summary>
public sealed class BatchedServingTests
{
    [Fact]
    public async Task Gives_each_of_many_simultaneous_requests_its_own_answer_over_both_protocols()
    {
        await using var server = await RunningServer.StartAsync(
            options => options with { ModelSettings = options.ModelSettings with { Concurrency = 1 }, Sessions = options.Sessions with { Instances = 2 } },
            ("cls", TestModels.Orientation));
        using var grpc = new GrpcClient(server.Address);
        var pictures = Enumerable.Range(1, 32).Select(i => TensorData.Floats("x", [1, 3, 48, 192], [.. Enumerable.Range(0, 3 * 48 * 192).Select(j => MathF.Cos(j * 0.001f * i))])).ToList();

        var answers = await Task.WhenAll(pictures.Select((picture, i) => i % 2 == 0 ? server.Http.InferBinaryAsync("cls", picture) : grpc.InferRawAsync("cls", picture)));

        for (var i = 0; i < pictures.Count; i++)
        {
            var expected = TensorData.RunRaw(TestModels.Orientation, pictures[i])[0].AsFloats();
            answers[i][0].AsFloats().Zip(expected, (a, b) => MathF.Abs(a - b)).Should().OnlyContain(difference => difference < 1e-3f, $"picture {i}");
        }

        var metrics = await server.Http.GetStringAsync("metrics");
        metrics.Should().Contain("inference_requests_total{model=\"cls\",outcome=\"ok\"} 32").And.Contain("inference_batch_size_sum{model=\"cls\"} 32");
    }

    [Fact]
    public async Task Refuses_a_priority_that_is_none()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(("m", folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));
        using var grpc = new GrpcClient(server.Address);
        using var content = OipClient.BinaryContent(TensorData.Floats("x", [1], 1));
        content.Headers.Add("Inference-Priority", "urgent");

        using var response = await server.Http.PostAsync("v2/models/m/infer", content);
        var status = await grpc.ErrorAsync(GrpcClient.Raw("m", TensorData.Floats("x", [1], 1)), new CallOptions(new Metadata { { "inference-priority", "urgent" } }));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Inference-Priority is 'urgent'; write high, normal or low");
        status.Should().Be(new Status(StatusCode.InvalidArgument, "Inference-Priority is 'urgent'; write high, normal or low"));
    }

    [Fact]
    public void Shares_the_processors_among_instances()
    {
        var factory = new SessionFactory(new SessionSettings(ProviderChoice.Cpu, Instances: 64), Microsoft.Extensions.Logging.Abstractions.NullLogger<SessionFactory>.Instance);

        factory.Threads(new ModelSource("m", "1", "m.onnx")).Should().Be(Math.Max(1, Environment.ProcessorCount / 64));
    }
}
