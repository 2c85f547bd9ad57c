using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using InferenceServer.Tests.Support;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace InferenceServer.Tests.Rpc;

/// <summary>What gRPC's own tools ask: health, as kubelets and load balancers do, and which services there are.</summary>
public sealed class HealthServiceTests : IAsyncLifetime
{
    private const string Service = "inference.GRPCInferenceService";
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;
    private GrpcChannel _channel = null!;
    private Health.HealthClient _health = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        // With a token: probes have none.
        _server = await RunningServer.StartAsync(
            options => options with { TokenFile = _folder.Write("tokens", "secret-token"u8.ToArray()) }, ("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));
        _channel = GrpcChannel.ForAddress(_server.Address);
        _health = new Health.HealthClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData(Service)]
    public async Task Serves_while_the_server_is_ready(string service)
    {
        (await _health.CheckAsync(new HealthCheckRequest { Service = service })).Status.Should().Be(ServingStatus.Serving);

        _server.State.BeginDrain();

        (await _health.CheckAsync(new HealthCheckRequest { Service = service })).Status.Should().Be(ServingStatus.NotServing);
    }

    [Fact]
    public async Task Does_not_know_other_services()
    {
        var check = async () => await _health.CheckAsync(new HealthCheckRequest { Service = "nope" });
        (await check.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
        using var watch = _health.Watch(new HealthCheckRequest { Service = "nope" });
        (await NextAsync(watch)).Should().Be(ServingStatus.ServiceUnknown);
    }

    [Fact]
    public async Task Tells_watchers_of_the_drain_and_does_not_wait_for_them_to_go()
    {
        using var watch = _health.Watch(new HealthCheckRequest { Service = Service });
        (await NextAsync(watch)).Should().Be(ServingStatus.Serving);

        _server.State.BeginDrain();
        (await NextAsync(watch)).Should().Be(ServingStatus.NotServing);
        await _server.StopAsync();

        var next = () => NextAsync(watch);
        (await next.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unavailable);
    }

    [Fact]
    public async Task Lists_its_services_to_who_has_the_token()
    {
        (await ListAsync(new Metadata { { "authorization", "Bearer secret-token" } })).Should().Contain([Service, "grpc.health.v1.Health"]);
        var stranger = () => ListAsync([]);
        (await stranger.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unauthenticated);
    }

    private async Task<List<string>> ListAsync(Metadata headers)
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo(headers);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).Should().BeTrue();
        await call.RequestStream.CompleteAsync();
        return [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name)];
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        (await watch.ResponseStream.MoveNext(CancellationToken.None)).Should().BeTrue();
        return watch.ResponseStream.Current.Status;
    }
}
