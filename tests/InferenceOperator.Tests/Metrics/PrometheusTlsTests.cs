using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InferenceOperator.Metrics;
using InferenceOperator.Metrics.PromQL;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceOperator.Tests.Metrics;

public sealed class PrometheusTlsTests : IAsyncLifetime
{
    private readonly string _caFile = Path.GetTempFileName();
    private WebApplication? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        File.Delete(_caFile);
    }

    [Fact]
    public async Task Trusts_the_authority_of_the_file()
    {
        var url = await ServeAsync("127.0.0.1");

        (await QueryAsync(url, _caFile)).Error.Should().BeNull();
    }

    [Fact]
    public async Task Trusts_nobody_that_the_machine_does_not_know()
    {
        var url = await ServeAsync("127.0.0.1");

        (await QueryAsync(url, null)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    [Fact]
    public async Task Refuses_a_certificate_of_another_host()
    {
        var url = await ServeAsync("192.0.2.1");

        (await QueryAsync(url, _caFile)).Error!.Kind.Should().Be(QueryErrorKind.Unreachable);
    }

    private static async Task<QueryAnswer> QueryAsync(string url, string? caFile)
    {
        using var client = new PrometheusClient(
            Options.Create(new PrometheusOptions { Url = url, CaFile = caFile, Timeout = TimeSpan.FromSeconds(20) }),
            new OperatorMetrics(Prometheus.Metrics.NewCustomRegistry()), TimeProvider.System);
        return await client.QueryAsync("vector(1)", null, default);
    }

    private async Task<string> ServeAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var certificate = Certificate(IPAddress.Parse(address));
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _server = builder.Build();
        _server.MapPost("/api/v1/query", () => Results.Text("""{"status":"success","data":{"resultType":"vector","result":[]}}"""));
        await _server.StartAsync();
        return _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>A certificate for an address, signed by an authority of this test's own that is written to the file.</summary>
    private X509Certificate2 Certificate(IPAddress address)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);
        File.WriteAllText(_caFile, authority.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=prometheus", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from, to, [1, 2, 3, 4]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
