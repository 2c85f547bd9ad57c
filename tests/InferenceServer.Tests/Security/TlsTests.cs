using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using InferenceServer.Rpc.Messages;
using InferenceServer.Security;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Security;

/// <summary>REST and gRPC on one port by TLS, certificates that change under the server, and callers that must show one.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _authority = new();

    [Fact]
    public async Task Serves_rest_and_grpc_on_one_port()
    {
        await using var server = await StartAsync(_authority.Issue("server"));
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var http = Client(server);
            using var request = new HttpRequestMessage(HttpMethod.Get, "v2/health/ready") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await http.SendAsync(request);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            response.Version.Should().Be(version);
        }

        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = Handler() });
        var answer = await new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(GrpcClient.Raw("m", TensorData.Floats("x", [2], 1, 2)));
        answer.RawOutputContents[0].ToByteArray().Should().Equal(TensorData.Floats("x", [2], 1, 2).Bytes);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Sends_connections_elsewhere_while_it_drains(string version)
    {
        await using var server = await StartAsync(_authority.Issue("server"));
        var connections = 0;
        var handler = Handler();
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            connections++;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        };
        using var http = new HttpClient(handler) { BaseAddress = server.Address, DefaultRequestVersion = Version.Parse(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        await http.GetStringAsync("v2/models/m");
        await http.GetStringAsync("v2/models/m");
        connections.Should().Be(1);

        server.State.BeginDrain();

        await Eventually.TrueAsync(async () => (await http.GetStringAsync("v2/models/m")).Length > 0 && connections >= 3);
    }

    [Fact]
    public async Task Gives_no_answer_to_plain_text()
    {
        await using var server = await StartAsync(_authority.Issue("server"));

        (await RawConnection.ExchangeAsync(server.Address, "GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n")).Should().NotContain("200");
        (await IsReadyAsync(server)).Should().BeTrue();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    // 1.1, whose name is obsolete.
    [InlineData((SslProtocols)768, false)]
    public async Task Speaks_tls_1_2_and_later_alone(SslProtocols protocol, bool spoken)
    {
        await using var server = await StartAsync(_authority.Issue("server"));
        using var client = new TcpClient(server.Address.Host, server.Address.Port);
        await using var tls = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown is not null);
        var handshake = () => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", EnabledSslProtocols = protocol });

        if (spoken)
            await handshake.Should().NotThrowAsync();
        else
            await handshake.Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task Shows_a_rotated_certificate_to_new_connections_and_keeps_old_ones()
    {
        var secret = new MountedSecret(Directory.CreateDirectory(_folder["secret"]).FullName);
        Write(secret, _authority.Issue("first"));
        await using var server = await StartAsync(secret);
        using var kept = Client(server);
        (await kept.GetAsync("v2/health/live")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await SubjectAsync(server)).Should().Be("CN=first");

        Write(secret, _authority.Issue("second"));

        await Eventually.TrueAsync(async () => await SubjectAsync(server) == "CN=second");
        (await kept.GetAsync("v2/health/live")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keeps_the_old_pair_when_the_new_one_is_wrong_and_says_so_once()
    {
        var secret = new MountedSecret(Directory.CreateDirectory(_folder["secret"]).FullName);
        Write(secret, _authority.Issue("first"));
        var files = new TlsFiles(secret["tls.crt"], secret["tls.key"], null);
        var watched = new WatchedFiles<SslServerAuthenticationOptions>("The certificate", files.All, contents => TlsSettings.Parse(files, contents, TimeProvider.System));
        var first = watched.Current;
        watched.Check().Should().BeNull("nothing changed");

        Write(secret, (_authority.Issue("second").Certificate, _authority.Issue("other").Key));
        watched.Check()!.Problem.Should().Contain("is not the private key of the first certificate in").And.Contain(files.Key);
        watched.Check().Should().BeNull("it was said");
        watched.Current.Should().BeSameAs(first);

        Write(secret, _authority.Issue("third"));
        watched.Check()!.Problem.Should().BeNull();
        Subject(watched).Should().Be("CN=third");

        File.Delete(secret["tls.key"]);
        watched.Check()!.Problem.Should().Contain("cannot be read");
        Subject(watched).Should().Be("CN=third");

        static string Subject(WatchedFiles<SslServerAuthenticationOptions> watched) => watched.Current.ServerCertificateContext!.TargetCertificate.Subject;
    }

    [Theory]
    [InlineData("other key", "is not the private key of the first certificate in")]
    [InlineData("no key", "is not the private key of the first certificate in")]
    [InlineData("encrypted", "write the private key as PEM without a password")]
    [InlineData("expired", "expired at")]
    [InlineData("no certificate", "holds no certificate; write it as PEM")]
    [InlineData("no authority", "holds no certificate; write it as PEM")]
    [InlineData("missing", "cannot be read")]
    public void Says_which_file_is_wrong_and_what_to_write(string fault, string message)
    {
        var (certificate, key) = _authority.Issue("server", fault == "expired" ? TimeSpan.FromDays(-1) : null);
        var files = new TlsFiles(
            _folder.Write("tls.crt", fault == "no certificate" ? [] : System.Text.Encoding.ASCII.GetBytes(certificate)),
            fault == "missing" ? _folder["nowhere"] : Text("tls.key", fault switch
            {
                "other key" => _authority.Issue("other").Key,
                "no key" => "",
                "encrypted" => key.Replace("PRIVATE", "ENCRYPTED PRIVATE", StringComparison.Ordinal),
                _ => key,
            }),
            fault == "no authority" ? Text("ca.crt", "none") : null);
        var read = () => new WatchedFiles<SslServerAuthenticationOptions>("The certificate", files.All, contents => TlsSettings.Parse(files, contents, TimeProvider.System));

        var error = read.Should().Throw<FormatException>().Which.Message;
        error.Should().Contain(message).And.Contain(_folder.Path);
        error.Should().NotContain("BEGIN CERTIFICATE-----\n");
    }

    [Fact]
    public async Task Lets_in_who_shows_a_certificate_of_the_authority()
    {
        await using var server = await StartAsync(_authority.Issue("server"), _authority.AuthorityPem);
        using var certificate = _authority.IssueForClient("caller");
        using var known = Client(server, certificate);

        (await known.GetAsync("v2/models/m")).StatusCode.Should().Be(HttpStatusCode.OK);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = Handler(certificate) });
        (await new GRPCInferenceService.GRPCInferenceServiceClient(channel).ServerReadyAsync(new ServerReadyRequest())).Ready.Should().BeTrue();
    }

    [Fact]
    public async Task Answers_probes_alone_to_who_shows_none()
    {
        await using var server = await StartAsync(_authority.Issue("server"), _authority.AuthorityPem);
        using var stranger = Client(server);

        (await stranger.GetAsync("v2/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
        using var refused = await stranger.GetAsync("v2/models/m");
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("a client certificate is needed");
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = Handler() });
        var call = async () => await new GRPCInferenceService.GRPCInferenceServiceClient(channel).ServerReadyAsync(new ServerReadyRequest());
        (await call.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task Ends_the_handshake_of_who_shows_another_authoritys()
    {
        await using var server = await StartAsync(_authority.Issue("server"), _authority.AuthorityPem);
        using var others = new TestCertificates("another authority");
        using var certificate = others.IssueForClient("caller");
        using var stranger = Client(server, certificate);

        await stranger.Invoking(http => http.GetAsync("v2/health/live")).Should().ThrowAsync<HttpRequestException>();
        (await IsReadyAsync(server)).Should().BeTrue();
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static void Write(MountedSecret secret, (string Certificate, string Key) pair) => secret.Write(("tls.crt", pair.Certificate), ("tls.key", pair.Key));

    private string Text(string name, string content) => _folder.Write(name, System.Text.Encoding.ASCII.GetBytes(content));

    private Task<RunningServer> StartAsync((string Certificate, string Key) pair, string? clientAuthority = null) =>
        StartAsync(new TlsFiles(Text("tls.crt", pair.Certificate), Text("tls.key", pair.Key), clientAuthority is null ? null : Text("ca.crt", clientAuthority)));

    private Task<RunningServer> StartAsync(MountedSecret secret) => StartAsync(new TlsFiles(secret["tls.crt"], secret["tls.key"], null));

    private Task<RunningServer> StartAsync(TlsFiles files) => RunningServer.StartAsync(
        options => options with { Tls = files, ReloadInterval = TimeSpan.FromMilliseconds(20) }, ("m", _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1))));

    private HttpClient Client(RunningServer server, X509Certificate2? certificate = null) => new(Handler(certificate)) { BaseAddress = server.Address };

    private SocketsHttpHandler Handler(X509Certificate2? certificate = null) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, errors) => _authority.Signed(shown!) && (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0,
            ClientCertificates = certificate is null ? [] : [certificate],
            // Also one whose authority the server did not name.
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
        },
    };

    private async Task<bool> IsReadyAsync(RunningServer server)
    {
        using var http = Client(server);
        using var response = await http.GetAsync("v2/health/ready");
        return response.IsSuccessStatusCode;
    }

    private static async Task<string> SubjectAsync(RunningServer server)
    {
        using var client = new TcpClient(server.Address.Host, server.Address.Port);
        await using var tls = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown is not null);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        return tls.RemoteCertificate!.Subject;
    }
}
