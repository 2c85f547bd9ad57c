using System.Net;
using System.Security.Cryptography.X509Certificates;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Tests.Metrics;

public sealed class PrometheusTlsTests : IAsyncLifetime, IDisposable
{
    private readonly TestAuthority _authority = new("test authority");
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly List<WebApplication> _servers = [];
    private string? _client;

    private string CaFile => Path.Combine(_folder, "ca.crt");

    private string CertificateFile => Path.Combine(_folder, "tls.crt");

    private string KeyFile => Path.Combine(_folder, "tls.key");

    public Task InitializeAsync() => File.WriteAllTextAsync(CaFile, _authority.Pem);

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task Trusts_the_authority_of_the_file()
    {
        var url = await ServeAsync(_authority.Server("127.0.0.1"));

        (await QueryAsync(url, options => options.CaFile = CaFile)).Error.Should().BeNull();
    }

    [Fact]
    public async Task Trusts_a_chain_that_the_server_sends_and_the_authority_signed()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        var url = await ServeAsync(intermediate.Server("127.0.0.1"), chain: [intermediate.Public]);

        (await QueryAsync(url, options => options.CaFile = CaFile)).Error.Should().BeNull();
    }

    [Fact]
    public async Task Trusts_nobody_that_the_machine_does_not_know()
    {
        var url = await ServeAsync(_authority.Server("127.0.0.1"));

        (await QueryAsync(url, _ => { })).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task Refuses_a_certificate_of_another_authority()
    {
        using var other = new TestAuthority("test authority");
        var url = await ServeAsync(other.Server("127.0.0.1"));

        (await QueryAsync(url, options => options.CaFile = CaFile)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task Refuses_a_certificate_of_another_host()
    {
        var url = await ServeAsync(_authority.Server("192.0.2.1"));

        (await QueryAsync(url, options => options.CaFile = CaFile)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task A_new_authority_in_the_file_is_trusted_without_a_restart()
    {
        using var next = new TestAuthority("next authority");
        var url = await ServeAsync(next.Server("127.0.0.1"));
        using var client = Client(url, options => options.CaFile = CaFile);
        (await client.QueryAsync("vector(1)", null, default)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);

        await File.WriteAllTextAsync(CaFile, next.Pem);

        (await client.QueryAsync("vector(1)", null, default)).Error.Should().BeNull();
    }

    [Fact]
    public async Task Shows_its_certificate_to_a_server_that_asks_for_one()
    {
        var url = await ServeAsync(_authority.Server("127.0.0.1"), asksForCertificate: true);
        var thumbprint = _authority.WriteClient(CertificateFile, KeyFile);

        (await QueryAsync(url, WithCertificate)).Error.Should().BeNull();
        _client.Should().Be(thumbprint);
    }

    [Fact]
    public async Task Shows_the_certificate_that_the_file_holds_now()
    {
        _authority.WriteClient(CertificateFile, KeyFile);
        using var client = Client(await ServeAsync(_authority.Server("127.0.0.1"), asksForCertificate: true, keepsConnections: false), WithCertificate);
        await client.QueryAsync("vector(1)", null, default);

        var rotated = _authority.WriteClient(CertificateFile, KeyFile);

        (await client.QueryAsync("vector(1)", null, default)).Error.Should().BeNull();
        _client.Should().Be(rotated);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_unreachable_and_does_not_throw()
    {
        _authority.WriteClient(CertificateFile, KeyFile);
        var url = await ServeAsync(_authority.Server("127.0.0.1"), asksForCertificate: true);
        await File.WriteAllTextAsync(KeyFile, "no key");

        var error = (await QueryAsync(url, WithCertificate)).Error!;

        error.Kind.Should().Be(QueryErrorKind.Unreachable);
        error.Message.Should().NotContain("no key");
    }

    [Fact]
    public async Task Without_a_certificate_a_server_that_asks_for_one_refuses() =>
        (await QueryAsync(await ServeAsync(_authority.Server("127.0.0.1"), asksForCertificate: true), options => options.CaFile = CaFile))
            .Error!.Kind.Should().Be(QueryErrorKind.Unreachable);

    private static async Task<QueryAnswer> QueryAsync(string url, Action<PrometheusOptions> configure)
    {
        using var client = Client(url, configure);
        return await client.QueryAsync("vector(1)", null, default);
    }

    private static PrometheusClient Client(string url, Action<PrometheusOptions> configure)
    {
        var options = new PrometheusOptions { Url = url, Timeout = TimeSpan.FromSeconds(20) };
        configure(options);
        return new PrometheusClient(Options.Create(options), new OperatorMetrics(Prometheus.Metrics.NewCustomRegistry()), TimeProvider.System);
    }

    private void WithCertificate(PrometheusOptions options) => (options.CaFile, options.ClientCertificateFile, options.ClientKeyFile) = (CaFile, CertificateFile, KeyFile);

    private async Task<string> ServeAsync(X509Certificate2 certificate, X509Certificate2Collection? chain = null, bool asksForCertificate = false, bool keepsConnections = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            (https.ServerCertificate, https.ServerCertificateChain) = (certificate, chain);
            https.ClientCertificateMode = asksForCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.ClientCertificateValidation = (shown, _, _) => (_client = shown.Thumbprint) is not null;
        })));
        var server = builder.Build();
        _servers.Add(server);
        server.MapPost("/api/v1/query", (HttpContext context) =>
        {
            if (!keepsConnections)
                context.Response.Headers.Connection = "close";
            return Results.Text("""{"status":"success","data":{"resultType":"vector","result":[]}}""");
        });
        await server.StartAsync();
        return server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }
}
