using System.Net.Sockets;
using Grpc.Net.Client;
using InferenceServer.Rpc.Messages;
using InferenceServer.Tests.Support;
using InferenceServer.Tests.Support.Load;

namespace InferenceServer.Tests.Serving;

/// <summary>The end of a server and the replacing of a model under load, by callers that count every request that was sent and not answered.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Fails_no_request_by_rest_or_grpc_when_a_server_ends()
    {
        var counts = await Upheavals.SigtermAsync(TestModels.Orientation, each: 3);

        counts.Failures.Should().BeEmpty();
        counts.Refused.Should().Be(0, "callers are told before the port closes");
        counts.Answered.Should().BeGreaterThan(250);
    }

    [Fact]
    public async Task Fails_no_call_of_many_on_one_connection_when_a_server_ends()
    {
        using var ending = Upheavals.Server(TestModels.Orientation);
        using var staying = Upheavals.Server(TestModels.Orientation);
        await Task.WhenAll(ending.ReadyAsync(), staying.ReadyAsync());
        var service = new ServiceEndpoints(ending.Address.Port);
        var counts = new LoadCounts();
        using var channel = GrpcChannel.ForAddress("http://service", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new NetworkStream(service.Connect(counts), ownsSocket: true)) },
        });
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var request = ModelInferRequest.Parser.ParseFrom(LoadRequests.Grpc("m"));
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                await client.ModelInferAsync(request);
                counts.Answer();
            }
        }).ToList();
        async Task AnswersAsync(int more)
        {
            var before = counts.Answered;
            await Eventually.TrueAsync(() => counts.Answered >= before + more || callers.Exists(caller => caller.IsFaulted));
        }

        await AnswersAsync(100);
        service.Add(staying.Address.Port);
        ending.Terminate();
        await ending.UnreadyAsync();
        await AnswersAsync(30);
        service.Remove(ending.Address.Port);
        (await ending.ExitAsync()).Should().Be(0, ending.Output);
        await AnswersAsync(50);
        await stop.CancelAsync();

        await Task.WhenAll(callers);
        counts.Refused.Should().Be(0);
    }

    [Fact]
    public async Task Fails_no_request_by_rest_or_grpc_when_a_model_is_replaced()
    {
        var counts = await Upheavals.ReplaceAsync(TestModels.Orientation, each: 2, times: 5);

        counts.Failures.Should().BeEmpty();
        counts.Refused.Should().Be(0);
        counts.Moved.Should().Be(0, "connections stay");
    }
}
