using System.Security.Cryptography;
using System.Text;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace InferenceServer.Tests.Pull;

/// <summary>The pull as pods run it: a process that can be killed at any moment, and whose output everybody reads.</summary>
public sealed class PullProcessTests : IDisposable
{
    private static readonly byte[] Model = RandomNumberGenerator.GetBytes(40 << 20);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Continues_after_it_was_killed()
    {
        var standing = new TaskCompletionSource();
        var asked = new List<long>();
        await using var site = await FileSite.StartAsync(async context =>
        {
            var from = context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
            asked.Add(from);
            context.Response.Headers.ETag = "\"v1\"";
            if (from > 0)
                (context.Response.StatusCode, context.Response.Headers.ContentRange) = (206, $"bytes {from}-{Model.Length - 1}/{Model.Length}");
            context.Response.ContentLength = Model.Length - from;
            await context.Response.Body.WriteAsync(Model.AsMemory((int)from, asked.Count == 1 ? Model.Length - 1000 : Model.Length - (int)from));
            await context.Response.Body.FlushAsync();
            if (asked.Count > 1)
                return;
            standing.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }, tls: false);
        string[] arguments = ["pull", $"{site.Address}/m.onnx", _folder["out"], "--allow-http"];

        using (var killed = new ServerProcess(arguments))
        {
            await standing.Task;
            await Eventually.TrueAsync(() => File.Exists(_folder["out/.m.onnx.partial.note"]));
        }

        using var again = new ServerProcess(arguments);

        (await again.ExitAsync()).Should().Be(0, again.Output);
        (await File.ReadAllBytesAsync(_folder["out/m.onnx"])).AsSpan().SequenceEqual(Model).Should().BeTrue();
        asked.Should().HaveCount(2);
        asked[1].Should().BeGreaterThanOrEqualTo(32 << 20);
        Directory.GetFileSystemEntries(_folder["out"]).Should().ContainSingle();
    }

    [Fact]
    public async Task Takes_credentials_from_environment_and_files_and_says_none_of_them()
    {
        var seen = new List<string>();
        await using var site = await FileSite.StartAsync(context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }, tls: false);
        _folder.Write("secret/PULL_BEARER_TOKEN", Encoding.UTF8.GetBytes("token-of-file\n"));

        using var byFile = new ServerProcess("pull", $"{site.Address}/m.onnx?sig=signature", _folder["out"], "--allow-http", "--secret-dir", _folder["secret"]);
        (await byFile.ExitAsync()).Should().Be(4);
        using var byEnvironment = new ServerProcess([("PULL_BEARER_TOKEN", "token-of-environment"), ("PULL_ALLOW_HTTP", "true")], "pull", $"{site.Address}/m.onnx", _folder["out"]);
        (await byEnvironment.ExitAsync()).Should().Be(4);

        seen.Should().Equal("Bearer token-of-file", "Bearer token-of-environment");
        (byFile.Output + byEnvironment.Output).Should().Contain("answered 403").And.Contain("PULL_BEARER_TOKEN").And.NotContain("token-of").And.NotContain("signature");
    }
}
