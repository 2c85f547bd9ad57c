using System.Net;
using System.Security.Cryptography;
using InferenceServer.Tests.Pull.Support;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace InferenceServer.Tests.Pull;

/// <summary>A real registry behind a front that does what large registries do: blobs on another host, tokens that run out, and what no registry should do.</summary>
public sealed class RegistryFrontTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>, IDisposable
{
    private static readonly byte[] Model = RandomNumberGenerator.GetBytes(200_000);
    private readonly HttpClient _behind = new();
    private readonly PullRun _run = new();
    private readonly string _repository = $"rec-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _behind.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Brings_blobs_from_another_host_without_credentials_where_that_is_allowed()
    {
        var seen = new List<string>();
        await using var blobs = await FileSite.StartAsync(context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            return context.Response.Body.WriteAsync(Model).AsTask();
        }, tls: false);
        await using var front = await FrontAsync(context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/"))
                return Task.FromResult(false);
            context.Response.Redirect($"{blobs.Address}/blob?signature=abc");
            return Task.FromResult(true);
        });
        _run.Secret(".dockerconfigjson", $$"""{"auths": {"{{new Uri(front.Address).Authority}}": {"registrytoken": "it-is-me"} } }""");

        (await _run.FailAsync(Address(front))).Message.Should().Contain("a private address (127.0.0.1)").And.NotContain("signature");
        await _run.PullAsync(Address(front), options => options with { AllowPrivateRedirects = true });

        _run.Files(_repository)["model.onnx"].Should().Equal(Model);
        seen.Should().Equal("");
        _run.Lines.Should().NotContain("it-is-me");
    }

    [Fact]
    public async Task Asks_for_a_token_again_when_it_runs_out_in_the_middle()
    {
        var tokens = 0;
        await using var front = await FrontAsync(async context =>
        {
            if (context.Request.Path == "/token")
                await context.Response.WriteAsync($$"""{"access_token": "token-{{++tokens}}"}""");
            else if (context.Request.Headers.Authorization != $"Bearer token-{(context.Request.Path.Value!.Contains("/blobs/") ? 2 : 1)}")
                (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate) = (401, $"Bearer realm=\"http://{context.Request.Host}/token\",service=\"s\"");
            else
                return false;
            return true;
        });

        await _run.PullAsync(Address(front));

        _run.Files(_repository)["model.onnx"].Should().Equal(Model);
        tokens.Should().Be(2);
    }

    [Fact]
    public async Task Keeps_nothing_of_a_blob_that_is_not_what_its_digest_says()
    {
        await using var front = await FrontAsync(async context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/"))
                return false;
            await context.Response.Body.WriteAsync(new byte[Model.Length]);
            return true;
        });

        (await _run.FailAsync(Address(front))).ExitCode.Should().Be(5);

        _run.Left.Should().BeEmpty();
    }

    [Fact]
    public async Task Takes_no_manifest_that_is_not_what_its_digest_says()
    {
        await using var front = await FrontAsync(async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/"))
                return false;
            await context.Response.WriteAsync("""{"schemaVersion": 2, "layers": []}""");
            return true;
        });

        (await _run.FailAsync($"oci://{new Uri(front.Address).Authority}/{_repository}@sha256:{new string('0', 64)}")).ExitCode.Should().Be(5);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public async Task Writes_nothing_outside_by_a_title(string title)
    {
        using var pushed = new Pushed(fixture.Registry.Address, _repository);
        await pushed.PushAsync("1", title.Length > 0 ? Pushed.Titled(title, Model) : Pushed.Titled("a//b", Model));

        (await _run.FailAsync($"oci://{fixture.Registry.Address.Authority}/{_repository}:1")).Message.Should().Contain("is no path inside a directory");

        _run.Left.Should().BeEmpty();
    }

    private string Address(FileSite front) => $"oci://{new Uri(front.Address).Authority}/{_repository}:1";

    // What the front does not answer itself, the registry behind it does.
    private async Task<FileSite> FrontAsync(Func<HttpContext, Task<bool>> answer)
    {
        using var pushed = new Pushed(fixture.Registry.Address, _repository);
        await pushed.PushAsync("1", Pushed.Titled("model.onnx", Model));
        return await FileSite.StartAsync(async context =>
        {
            if (await answer(context))
                return;
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Registry.Address, context.Request.Path));
            foreach (var accept in context.Request.Headers.Accept)
                request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await _behind.SendAsync(request);
            context.Response.StatusCode = (int)response.StatusCode;
            if (response.StatusCode == HttpStatusCode.OK)
                await response.Content.CopyToAsync(context.Response.Body);
        }, tls: false);
    }
}
