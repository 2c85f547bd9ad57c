using System.Net.Http.Headers;
using System.Text;
using InferenceOperator.LocalClusters.Stores;
using InferenceServer.Pull;
using InferenceServer.Tests.Pull.Support;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Pull;

/// <summary>Real registries that ask who is there.</summary>
public sealed class OciCredentialTests : IDisposable
{
    private const string Password = "correct horse";

    // correct horse, hashed by bcrypt.
    private const string PasswordFile = "reader:$2y$04$jxl8n.ZSlw9v.ZhDsaH68OuPpKAbrPfsoQq3WGx0aVb/udn295ejS\n";
    private static readonly byte[] Model = [1, 2, 3, 4];
    private readonly PullRun _run = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Names_itself_by_user_and_password_where_a_registry_asks_for_them()
    {
        await using var registry = await LocalRegistry.StartAsync($"{{htpasswd: {{realm: test, path: \"{_folder.Write("users", Encoding.ASCII.GetBytes(PasswordFile))}\"}}}}");
        using var pushed = new Pushed(registry.Address, "team/rec", PullContext.Basic("reader", Password));
        await pushed.PushAsync("1", Pushed.Titled("model.onnx", Model));
        var uri = $"oci://{registry.Address.Authority}/team/rec:1";

        (await _run.FailAsync(uri)).Message.Should().Contain("answered 401").And.Contain(".dockerconfigjson");

        _run.Secret("username", "reader");
        _run.Secret("password", Password);
        await _run.PullAsync(uri);
        _run.Files("rec")["model.onnx"].Should().Equal(Model);

        // A docker config comes before them, and of it the entry of this registry alone.
        _run.Secret(".dockerconfigjson", $$"""{"auths": {"elsewhere.example": {"username": "reader", "password": "{{Password}}"} } }""");
        (await _run.FailAsync(uri)).ExitCode.Should().Be(4);
        _run.Secret(".dockerconfigjson", Config(registry.Address.Authority, "wrong"));
        (await _run.FailAsync(uri)).Message.Should().NotContain("wrong");
        _run.Secret(".dockerconfigjson", Config($"https://{registry.Address.Authority}/v2/", Password));
        await _run.PullAsync(uri);
    }

    [Fact]
    public async Task Gets_a_token_where_a_registry_sends_it()
    {
        await using var tokens = await TokenServer.StartAsync("reader", Password);
        await using var registry = await LocalRegistry.StartAsync(tokens.Auth);
        using var pushed = new Pushed(registry.Address, "team/rec", new AuthenticationHeaderValue("Bearer", tokens.Token("repository:team/rec:pull,push")));
        await pushed.PushAsync("1", Pushed.Titled("model.onnx", Model), Pushed.Titled("other.onnx", Model));
        _run.Secret(".dockerconfigjson", Config(registry.Address.Authority, Password));
        await _run.PullAsync($"oci://{registry.Address.Authority}/team/rec:1", options => options with { AllowPrivateRedirects = true });

        _run.Files("rec").Should().HaveCount(2);
        tokens.Asked.Should().ContainSingle().Which.Query.Should().Contain("service=registry.test").And.Contain($"scope={System.Uri.EscapeDataString("repository:team/rec:pull")}");
    }

    [Fact]
    public async Task Sends_no_password_to_a_token_server_in_the_private_network()
    {
        await using var tokens = await TokenServer.StartAsync("reader", Password);
        await using var registry = await LocalRegistry.StartAsync(tokens.Auth);
        _run.Secret(".dockerconfigjson", Config(registry.Address.Authority, Password));

        var failure = await _run.FailAsync($"oci://{registry.Address.Authority}/team/rec:1");

        failure.Message.Should().Contain("a private address (127.0.0.1), which is not followed").And.Contain("--allow-private-redirects");
        tokens.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData("{", "answered something else")]
    [InlineData("""{"auths": {"REGISTRY": {"auth": "%%%"}}}""", "an auth that is not user:password in base64")]
    [InlineData("""{"auths": {"REGISTRY": {"identitytoken": "secret"}}}""", "an identitytoken alone")]
    public async Task Says_what_is_wrong_with_a_docker_config(string config, string expected)
    {
        _run.Secret(".dockerconfigjson", config.Replace("REGISTRY", "registry.example"));

        var failure = await _run.FailAsync("oci://registry.example/team/rec:1");

        failure.Message.Should().Contain(expected).And.Contain(".dockerconfigjson").And.NotContain("secret\"");
    }

    private static string Config(string registry, string password)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"reader:{password}"));
        return $$"""{"auths": {"{{registry}}": {"auth": "{{auth}}"} } }""";
    }
}
