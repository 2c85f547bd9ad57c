using System.Text;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Security;

/// <summary>Security as it is configured: by options and variables, with errors that say what to write.</summary>
public sealed class SecureProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _authority = new();

    [Theory]
    [InlineData("add --tls-key FILE", "--tls-cert", "CERT")]
    [InlineData("add --tls-cert FILE", "--tls-key", "KEY")]
    [InlineData("add --tls-cert FILE and --tls-key FILE", "--tls-client-ca", "CERT")]
    [InlineData("is not the private key of the first certificate in", "--tls-cert", "CERT", "--tls-key", "OTHER")]
    [InlineData("nowhere' cannot be read", "--tls-cert", "CERT", "--tls-key", "/nowhere")]
    [InlineData("holds no token: write one a line", "--token-file", "EMPTY")]
    [InlineData("nowhere' cannot be read", "--token-file", "/nowhere")]
    [InlineData("--headers-seconds: '0' is not valid: write seconds from 0.001", "--headers-seconds", "0")]
    [InlineData("--max-header-bytes: '5' is not valid: write a whole number from 1024", "--max-header-bytes", "5")]
    [InlineData("--max-connections: '-1' is not valid: write a whole number from 0", "--max-connections", "-1")]
    public async Task Ends_with_2_and_says_what_to_write(string message, params string[] arguments)
    {
        var (certificate, key) = _authority.Issue("server");
        var files = new Dictionary<string, string>
        {
            ["CERT"] = Write("tls.crt", certificate), ["KEY"] = Write("tls.key", key), ["OTHER"] = Write("other.key", _authority.Issue("other").Key), ["EMPTY"] = Write("empty", "\n"),
        };
        using var server = new ServerProcess(["serve", "--model", $"m={Model}", "--http-port", "0", .. arguments.Select(argument => files.GetValueOrDefault(argument, argument))]);

        (await server.ExitAsync()).Should().Be(2, server.Output);
        server.Output.Should().Contain(message).And.NotContain("Unhandled exception").And.NotContain(File.ReadAllLines(files["OTHER"])[1]);
    }

    [Fact]
    public async Task Says_in_the_log_what_became_of_changed_files_and_never_what_they_hold()
    {
        var secret = new MountedSecret(Directory.CreateDirectory(_folder["secret"]).FullName);
        secret.Write(("tokens", "the-first-token"));
        using var server = new ServerProcess(
            [("INFERENCE_TOKEN_FILE", secret["tokens"]), ("MODEL_PATH", Model), ("INFERENCE_ACCESS_LOG", "1")], "serve", "--http-port", $"{ServerProcess.FreePort()}");
        await server.ReadyAsync();

        secret.Write(("tokens", "the second token"));
        await Eventually.TrueAsync(() => server.Output.Contains("The token file changed and what was read before is used further", StringComparison.Ordinal));
        secret.Write(("tokens", "the-third-token"));
        await Eventually.TrueAsync(() => server.Output.Contains("The token file changed and is used from now on", StringComparison.Ordinal));

        (await RawConnection.ExchangeAsync(server.Address, "GET /v2 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer the-third-token\r\nConnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 200");
        (await RawConnection.ExchangeAsync(server.Address, "GET /v2 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer the-first-token\r\nConnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 401");
        await Eventually.TrueAsync(() => server.Output.Contains("status=401", StringComparison.Ordinal));
        server.Output.Should().NotContain("the-first").And.NotContain("the second").And.NotContain("the-third");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private string Model => _folder.Write("m.onnx", OnnxModel.Identity("FP32", -1));

    private string Write(string name, string content) => _folder.Write(name, Encoding.ASCII.GetBytes(content));
}
