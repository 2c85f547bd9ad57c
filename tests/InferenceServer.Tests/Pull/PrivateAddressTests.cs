using System.Net;
using InferenceServer.Pull;
using InferenceServer.Pull.Network;
using InferenceServer.Tests.Pull.Support;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace InferenceServer.Tests.Pull;

/// <summary>No server sends a pull into the private network, nor gets what is another's.</summary>
public sealed class PrivateAddressTests : IDisposable
{
    private static readonly byte[] Model = [1, 2, 3];
    private readonly PullRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2002:a00:1::1")]
    public void Knows_private_addresses(string address) => AddressRanges.IsPrivate(IPAddress.Parse(address)).Should().BeTrue();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::1.1.1.1")]
    public void Knows_public_addresses(string address) => AddressRanges.IsPrivate(IPAddress.Parse(address)).Should().BeFalse();

    [Fact]
    public void Judges_each_address_of_a_name_and_each_time_anew()
    {
        var guard = new AddressGuard(false, (_, _) => throw new InvalidOperationException());
        var store = new DnsEndPoint("store.example", 443);
        var elsewhere = new DnsEndPoint("cdn.example", 443);
        var (open, inside) = (IPAddress.Parse("1.1.1.1"), IPAddress.Parse("10.0.0.1"));

        guard.Permit(elsewhere, [inside, open], chosenByServer: true).Should().Equal(open);
        guard.Invoking(it => it.Permit(elsewhere, [inside], chosenByServer: true)).Should().Throw<PullException>().WithMessage("*cdn.example:443, a private address (10.0.0.1)*");
        guard.Permit(store, [open], chosenByServer: false).Should().Equal(open);
        // Rebound meanwhile: neither by a redirect to itself nor at the next attempt.
        guard.Invoking(it => it.Permit(store, [inside], chosenByServer: true)).Should().Throw<PullException>();
        guard.Invoking(it => it.Permit(store, [inside], chosenByServer: false)).Should().Throw<PullException>().WithMessage("*had a public address and now*");
    }

    [Fact]
    public void Lets_the_owner_name_a_store_in_the_cluster_and_that_store_send_to_itself_alone()
    {
        var guard = new AddressGuard(false, (_, _) => throw new InvalidOperationException());
        var inside = IPAddress.Parse("10.96.0.7");

        guard.Permit(new DnsEndPoint("minio.store.svc", 9000), [inside], chosenByServer: false).Should().Equal(inside);
        guard.Permit(new DnsEndPoint("minio.store.svc", 9000), [inside], chosenByServer: true).Should().Equal(inside);
        guard.Invoking(it => it.Permit(new DnsEndPoint("minio.store.svc", 9001), [inside], chosenByServer: true)).Should().Throw<PullException>();
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://metadata.google.internal/")]
    public async Task Follows_no_redirect_to_the_private_network(string target)
    {
        var asked = new List<string>();
        using var run = new PullRun
        {
            Resolve = (name, _) =>
            {
                asked.Add(name);
                return Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]);
            },
        };
        await using var site = await FileSite.StartAsync(context => Redirect(context, target), tls: false);

        var failure = await run.FailAsync($"{site.Address}/m.onnx", options => options with { AllowHttp = true });

        failure.ExitCode.Should().Be(4);
        failure.Message.Should().Contain("a private address").And.Contain("169.254.169.254").And.NotContain("meta-data");
        run.Left.Should().BeEmpty();
    }

    [Fact]
    public async Task Follows_to_the_private_network_when_told_so()
    {
        await using var inside = await FileSite.StartAsync(context => context.Response.Body.WriteAsync(Model).AsTask(), tls: false);
        await using var site = await FileSite.StartAsync(context => Redirect(context, $"{inside.Address}/m.onnx"), tls: false);

        (await _run.FailAsync($"{site.Address}/m.onnx", options => options with { AllowHttp = true })).Message.Should().Contain("private");
        await _run.PullAsync($"{site.Address}/m.onnx", options => options with { AllowHttp = true, AllowPrivateRedirects = true });
    }

    [Fact]
    public async Task Follows_a_private_store_to_itself()
    {
        await using var site = await FileSite.StartAsync(context => context.Request.Path == "/b.onnx" ? context.Response.Body.WriteAsync(Model).AsTask() : Redirect(context, "/b.onnx"));

        (await File.ReadAllBytesAsync(await _run.PullAsync($"{site.Address}/a.onnx", options => options with { CaFile = _run.Trust(site) }))).Should().Equal(Model);
    }

    [Fact]
    public async Task Ends_on_redirects_without_end()
    {
        var count = 0;
        await using var site = await FileSite.StartAsync(context => Redirect(context, $"/{count++}.onnx"));

        (await _run.FailAsync($"{site.Address}/a.onnx", options => options with { CaFile = _run.Trust(site) })).Message.Should().Contain("more than 5 redirects");
        count.Should().Be(6);
    }

    [Theory]
    [InlineData("PULL_BEARER_TOKEN", "Bearer it-is-me")]
    [InlineData("username", "Basic aXQtaXMtbWU6cHc=")]
    public async Task Sends_credentials_to_the_host_that_they_are_for_and_to_no_other(string key, string header)
    {
        var seen = new List<string>();
        await using var other = await FileSite.StartAsync(context =>
        {
            seen.Add($"other {context.Request.Headers.Authorization}");
            return context.Response.Body.WriteAsync(Model).AsTask();
        }, tls: false);
        await using var site = await FileSite.StartAsync(context =>
        {
            seen.Add($"site {context.Request.Headers.Authorization}");
            return Redirect(context, context.Request.Path == "/a.onnx" ? "/b.onnx" : $"{other.Address}/m.onnx");
        }, tls: false);
        _run.Secret(key, "it-is-me");
        _run.Secret("password", "pw");

        await _run.PullAsync($"{site.Address}/a.onnx", options => options with { AllowHttp = true, AllowPrivateRedirects = true });

        seen.Should().Equal($"site {header}", $"site {header}", "other ");
        _run.Lines.Should().NotContain("it-is-me");
    }

    [Fact]
    public async Task Says_which_credential_is_malformed_and_not_what_it_is()
    {
        _run.Secret("PULL_BEARER_TOKEN", "it-is\r\nme");

        var failure = await _run.FailAsync("https://host.example/m.onnx");

        failure.Message.Should().Contain("PULL_BEARER_TOKEN").And.Contain("line break").And.NotContain("it-is");
    }

    private static Task Redirect(HttpContext context, string target)
    {
        context.Response.Redirect(target);
        return Task.CompletedTask;
    }
}
