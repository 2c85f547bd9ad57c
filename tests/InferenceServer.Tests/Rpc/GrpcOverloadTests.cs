using System.Net;
using Google.Protobuf;
using Grpc.Core;
using InferenceServer.Models;
using InferenceServer.Rpc.Messages;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Rpc;

/// <summary>A busy, a slow and an ending server over gRPC.</summary>
public sealed class GrpcOverloadTests : IAsyncLifetime
{
    private static readonly ModelInferRequest Request = GrpcClient.Raw("m", TensorData.Floats("x", [1], 7));
    private readonly AdmissionGate _gate = new(concurrency: 1, queueLimit: 1);
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;
    private HeldExecutor _held = null!;
    private GrpcClient _grpc = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));
        _server.Replace("m", inner => _held = new HeldExecutor(inner, _gate));
        _grpc = new GrpcClient(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _held.Release();
        _grpc.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task Refuses_with_resource_exhausted_when_the_queue_is_full()
    {
        var running = _grpc.Service.ModelInferAsync(Request);
        await _held.EnteredAsync();
        var waiting = _grpc.Service.ModelInferAsync(Request);
        await Eventually.TrueAsync(() => _gate.Waiting == 1);

        (await _grpc.ErrorAsync(Request)).Should().Be(new Status(StatusCode.ResourceExhausted, "the model's queue is full (1 requests wait); try again later"));

        _held.Release();
        (await running).RawOutputContents.Should().ContainSingle();
        (await waiting).RawOutputContents.Should().ContainSingle();
        (await _server.Http.GetStringAsync("metrics")).Should().Contain("inference_requests_total{model=\"m\",outcome=\"rejected\"} 1").And.Contain("inference_requests_total{model=\"m\",outcome=\"ok\"} 2");
    }

    [Fact]
    public async Task Ends_a_wait_whose_deadline_is_over_and_frees_its_place()
    {
        var running = _grpc.Service.ModelInferAsync(Request);
        await _held.EnteredAsync();

        var late = await _grpc.ErrorAsync(Request, new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(200)));

        late.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
        await Eventually.TrueAsync(() => _gate.Waiting == 0);
        _held.Release();
        await running;
        await Eventually.TrueAsync(async () => (await _server.Http.GetStringAsync("metrics")).Contains("outcome=\"cancelled\"} 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_deadline_exceeded_itself_to_a_caller_who_keeps_no_time()
    {
        var running = _grpc.Service.ModelInferAsync(Request);
        await _held.EnteredAsync();
        var message = Request.ToByteArray();
        using var client = new HttpClient { BaseAddress = _server.Address };
        using var call = new HttpRequestMessage(HttpMethod.Post, "inference.GRPCInferenceService/ModelInfer")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]),
        };
        call.Content.Headers.ContentType = new("application/grpc");
        call.Headers.Add("grpc-timeout", "50m");

        using var response = await client.SendAsync(call);

        response.Headers.GetValues("grpc-status").Should().Equal(((int)StatusCode.DeadlineExceeded).ToString(System.Globalization.CultureInfo.InvariantCulture));
        _held.Release();
        await running;
    }

    [Fact]
    public async Task Drops_a_waiting_call_whose_caller_went_away()
    {
        var running = _grpc.Service.ModelInferAsync(Request);
        await _held.EnteredAsync();
        using var gone = new CancellationTokenSource();
        var abandoned = _grpc.ErrorAsync(Request, new CallOptions(cancellationToken: gone.Token));
        await Eventually.TrueAsync(() => _gate.Waiting == 1);

        await gone.CancelAsync();

        (await abandoned).StatusCode.Should().Be(StatusCode.Cancelled);
        await Eventually.TrueAsync(() => _gate.Waiting == 0);
        _held.Release();
        await running;
    }

    [Fact]
    public async Task Answers_while_it_drains_and_sends_the_connection_elsewhere()
    {
        _held.Release();
        await _grpc.Service.ModelInferAsync(Request);
        await _grpc.Service.ModelInferAsync(Request);
        _grpc.Connections.Should().Be(1);

        _server.State.BeginDrain();

        (await _grpc.Service.ServerReadyAsync(new ServerReadyRequest())).Ready.Should().BeFalse();
        (await _grpc.Service.ModelInferAsync(Request)).RawOutputContents.Should().ContainSingle();
        await Eventually.TrueAsync(async () => (await _grpc.ErrorAsync(Request)).StatusCode == StatusCode.OK && _grpc.Connections > 1);
    }

    [Fact]
    public async Task Finishes_the_calls_in_flight_when_it_stops()
    {
        var running = _grpc.Service.ModelInferAsync(Request);
        await _held.EnteredAsync();

        var stopped = _server.StopAsync();
        await Eventually.TrueAsync(async () => !await _server.AcceptsAsync());
        _held.Release();

        (await running).RawOutputContents.Should().ContainSingle();
        await stopped;
    }
}
