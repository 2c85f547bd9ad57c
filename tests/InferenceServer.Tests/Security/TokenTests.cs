using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using InferenceServer.Rpc.Messages;
using InferenceServer.Security;
using InferenceServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceServer.Tests.Security;

/// <summary>A server that asks for a token: what it guards, what it leaves open, and how tokens change.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Token = "first-token-0123456789";
    private const string Request = """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}""";
    private TemporaryFolder _folder = null!;
    private MountedSecret _secret = null!;
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _secret = new MountedSecret(Directory.CreateDirectory(_folder["secret"]).FullName);
        _secret.Write(("tokens", Token + "\n"));
        _server = await StartAsync(guardMetrics: false);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("GET", "/v2")]
    [InlineData("GET", "/v2/models/m")]
    [InlineData("GET", "/v2/models/m/ready")]
    [InlineData("POST", "/v2/models/m/infer")]
    [InlineData("POST", "/v2/models/m/versions/1/infer")]
    [InlineData("POST", "/v2/repository/index")]
    [InlineData("POST", "/v2/repository/models/m/load")]
    [InlineData("POST", "/v2/health/live")]
    [InlineData("GET", "/nothing/here")]
    [InlineData("GET", "/v2/health/live/../../models/m")]
    [InlineData("GET", "/v2/health/live/%2e%2e/%2e%2e/models/m")]
    [InlineData("GET", "/v2/health/live%2f..%2f..%2fmodels/m")]
    [InlineData("GET", "//v2/models/m")]
    [InlineData("GET", "/V2/MODELS/m")]
    [InlineData("GET", "/v2/models/m?/v2/health/live")]
    public async Task Guards_all_but_probes(string method, string path)
    {
        var answer = await RawConnection.ExchangeAsync(_server.Address, $"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 401").And.Contain("WWW-Authenticate: Bearer realm=\"inference-server\"\r\n").And.Contain("{\"error\":\"a token is needed: send the header");
    }

    [Theory]
    [InlineData("v2/health/live")]
    [InlineData("v2/health/ready")]
    [InlineData("metrics")]
    public async Task Leaves_probes_and_metrics_open(string path) =>
        (await _server.Http.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.OK);

    [Fact]
    public async Task Guards_metrics_where_its_owner_wants_that()
    {
        await using var server = await StartAsync(guardMetrics: true);

        (await server.Http.GetAsync("metrics")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await GetAsync(server, $"Bearer {Token}", "metrics")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Bearer first-token-0123456789", HttpStatusCode.OK, null)]
    [InlineData("bearer   first-token-0123456789", HttpStatusCode.OK, null)]
    [InlineData("Bearer first-token-012345678", HttpStatusCode.Unauthorized, "invalid_token")]
    [InlineData("Bearer first-token-01234567890", HttpStatusCode.Unauthorized, "invalid_token")]
    [InlineData("Bearer ", HttpStatusCode.Unauthorized, "invalid_request")]
    [InlineData("Bearer", HttpStatusCode.Unauthorized, "invalid_request")]
    [InlineData("first-token-0123456789", HttpStatusCode.Unauthorized, "invalid_request")]
    [InlineData("Basic first-token-0123456789", HttpStatusCode.Unauthorized, "invalid_request")]
    [InlineData("Bearer first-token-0123456789\r\nAuthorization: Bearer x", HttpStatusCode.Unauthorized, "invalid_request")]
    public async Task Takes_the_token_itself(string authorization, HttpStatusCode status, string? error)
    {
        var answer = await RawConnection.ExchangeAsync(_server.Address, $"GET /v2/models/m HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nConnection: close\r\n\r\n");

        answer.Should().StartWith($"HTTP/1.1 {(int)status}");
        if (error is not null)
            answer.Should().Contain($"WWW-Authenticate: Bearer realm=\"inference-server\", error=\"{error}\"").And.NotContain("first-token");
    }

    [Fact]
    public async Task Guards_grpc_with_the_same_tokens()
    {
        using var grpc = new GrpcClient(_server.Address);
        var request = GrpcClient.Raw("m", TensorData.Floats("x", [2], 1, 2));
        var authorized = new Metadata { { "authorization", $"Bearer {Token}" } };

        (await grpc.ErrorAsync(request)).Should().BeEquivalentTo(new { StatusCode = StatusCode.Unauthenticated, Detail = "a token is needed: send the header 'Authorization: Bearer TOKEN'" });
        (await grpc.ErrorAsync(request, new CallOptions(new Metadata { { "authorization", "Bearer wrong" } }))).StatusCode.Should().Be(StatusCode.Unauthenticated);
        (await grpc.Service.ModelInferAsync(request, authorized)).Outputs.Should().ContainSingle();
        var index = async (Metadata? headers) => await grpc.Service.RepositoryIndexAsync(new RepositoryIndexRequest(), headers);
        (await index.Invoking(call => call(null)).Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unauthenticated);
        (await index(authorized)).Models.Should().ContainSingle();
    }

    [Fact]
    public async Task Takes_two_tokens_while_one_follows_the_other()
    {
        _secret.Write(("tokens", $"{Token}\nsecond-token\n"));
        await Eventually.TrueAsync(async () => (await GetAsync(_server, "Bearer second-token")).IsSuccessStatusCode);
        (await GetAsync(_server, $"Bearer {Token}")).StatusCode.Should().Be(HttpStatusCode.OK);

        _secret.Write(("tokens", "second-token\n"));
        await Eventually.TrueAsync(async () => (await GetAsync(_server, $"Bearer {Token}")).StatusCode == HttpStatusCode.Unauthorized);
        (await GetAsync(_server, "Bearer second-token")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Goes_by_the_old_tokens_when_the_new_file_is_empty()
    {
        // Whether this look or the server's own came first, the file was judged when it is over.
        _secret.Write(("tokens", "\n"));
        var looked = _server.Services.GetServices<IWatchedFiles>().Single();
        looked.Check()?.Problem.Should().Contain("holds no token");

        (await GetAsync(_server, $"Bearer {Token}")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await GetAsync(_server, "Bearer ")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Infers_for_who_has_the_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v2/models/m/infer") { Content = new StringContent(Request) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var response = await _server.Http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private Task<RunningServer> StartAsync(bool guardMetrics) => RunningServer.StartAsync(
        options => options with { TokenFile = _secret["tokens"], GuardMetrics = guardMetrics, ReloadInterval = TimeSpan.FromMilliseconds(20) },
        ("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));

    private static async Task<HttpResponseMessage> GetAsync(RunningServer server, string authorization, string path = "v2/models/m")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await server.Http.SendAsync(request);
    }
}
