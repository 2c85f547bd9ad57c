using System.Security.Cryptography;
using InferenceServer.Pull;
using InferenceServer.Pull.Network;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace InferenceServer.Tests.Pull;

/// <summary>Models from the web, from servers that do what servers do.</summary>
public sealed class WebPullTests : IDisposable
{
    private static readonly byte[] Model = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 % 251))];
    private static readonly string Sha256Of = Convert.ToHexStringLower(SHA256.HashData(Model));
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _lines = [];

    [Fact]
    public async Task Brings_a_file_by_https_with_a_certificate_that_is_trusted()
    {
        await using var site = await FileSite.StartAsync(context => context.Response.Body.WriteAsync(Model).AsTask());

        var path = await PullAsync(site, options => options with { Sha256 = Sha256Of });

        path.Should().Be(_folder["out/m.onnx"]);
        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        Directory.GetFileSystemEntries(_folder["out"]).Should().ContainSingle("nothing else is left");
    }

    [Fact]
    public async Task Refuses_a_certificate_that_nobody_vouches_for()
    {
        await using var site = await FileSite.StartAsync(context => context.Response.Body.WriteAsync(Model).AsTask());

        (await FailAsync(site, options => options with { CaFile = null, Attempts = 1 })).ExitCode.Should().Be(7);
    }

    [Fact]
    public async Task Keeps_nothing_of_a_file_with_another_checksum_and_leaves_what_was_there()
    {
        await using var site = await FileSite.StartAsync(context => context.Response.Body.WriteAsync(Model).AsTask());
        _folder.Write("out/m.onnx", [1, 2, 3]);

        var failure = await FailAsync(site, options => options with { Sha256 = new string('0', 64) });

        failure.ExitCode.Should().Be(5);
        failure.Message.Should().Contain(Sha256Of);
        (await File.ReadAllBytesAsync(_folder["out/m.onnx"])).Should().Equal(1, 2, 3);
        Directory.GetFileSystemEntries(_folder["out"]).Should().ContainSingle();
    }

    [Fact]
    public async Task Continues_a_transfer_that_broke_off_where_it_broke_off()
    {
        var ranges = new List<string>();
        await using var site = await FileSite.StartAsync(async context =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            context.Response.Headers.ETag = "\"v1\"";
            var from = ranges.Count == 1 ? 0 : (int)context.Request.GetTypedHeaders().Range!.Ranges.Single().From!.Value;
            if (from > 0)
            {
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.Headers.ContentRange = $"bytes {from}-{Model.Length - 1}/{Model.Length}";
            }

            context.Response.ContentLength = Model.Length - from;
            await context.Response.Body.WriteAsync(Model.AsMemory(from, Math.Min(120_000, Model.Length - from)));
            await context.Response.Body.FlushAsync();
            if (from + 120_000 < Model.Length)
                context.Abort();
        });

        var path = await PullAsync(site, options => options with { Sha256 = Sha256Of });

        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        ranges.Should().HaveCountGreaterThan(1);
        ranges[1].Should().MatchRegex("^bytes=[1-9][0-9]*-$");
    }

    [Fact]
    public async Task Begins_again_when_the_file_changed_meanwhile()
    {
        var count = 0;
        await using var site = await FileSite.StartAsync(async context =>
        {
            count++;
            context.Response.Headers.ETag = $"\"v{count}\"";
            context.Response.ContentLength = Model.Length;
            // The first version is other bytes; If-Range does not match the second, which is sent whole.
            await context.Response.Body.WriteAsync(count == 1 ? new byte[1000] : Model);
            await context.Response.Body.FlushAsync();
            if (count == 1)
                context.Abort();
        });

        (await File.ReadAllBytesAsync(await PullAsync(site, options => options with { Sha256 = Sha256Of }))).Should().Equal(Model);
    }

    [Theory]
    [InlineData(206, "\"v2\"", 1000, true)]
    [InlineData(206, "W/\"v1\"", 1000, true)]
    [InlineData(206, null, 1000, true)]
    [InlineData(206, "\"v1\"", 0, true)]
    [InlineData(206, "\"v1\"", 2000, true)]
    [InlineData(206, "\"v1\"", 1000, false)]
    [InlineData(416, null, 0, false)]
    public async Task Begins_again_when_the_answer_is_not_the_rest_of_what_is_here(int status, string? version, int from, bool sized)
    {
        var ranges = new List<string>();
        await using var site = await FileSite.StartAsync(async context =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            var asked = ranges[^1].Length > 0;
            context.Response.Headers.ETag = asked ? version : "\"v1\"";
            context.Response.ContentLength = asked ? 5 : Model.Length;
            context.Response.StatusCode = asked ? status : 200;
            if (asked)
                context.Response.Headers.ContentRange = $"bytes {from}-{from + 4}/{(sized ? Model.Length : "*")}";
            // Less than announced: the connection is closed behind what was sent.
            await context.Response.Body.WriteAsync(asked ? new byte[5] : ranges.Count == 1 ? Model.AsMemory(0, 1000) : Model);
        });

        var path = await PullAsync(site, options => options with { Attempts = 2 });

        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        ranges.Should().Equal("", "bytes=1000-", "");
    }

    [Fact]
    public async Task Takes_no_part_for_the_whole()
    {
        var count = 0;
        await using var site = await FileSite.StartAsync(async context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            var from = (int)(context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0);
            var length = Math.Min(100_000, Model.Length - from);
            context.Response.ContentLength = from == 0 ? Model.Length : length;
            if (from > 0)
            {
                // A server may answer less than was asked for; the total says that there is more.
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.Headers.ContentRange = $"bytes {from}-{from + length - 1}/{Model.Length}";
            }

            count++;
            await context.Response.Body.WriteAsync(Model.AsMemory(from, length));
        });

        (await File.ReadAllBytesAsync(await PullAsync(site))).Should().Equal(Model);
        count.Should().Be(3);
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_stands_still()
    {
        await using var site = await FileSite.StartAsync(async context =>
        {
            context.Response.ContentLength = Model.Length;
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        var failure = await FailAsync(site, options => options with { StallTimeout = TimeSpan.FromMilliseconds(100), Attempts = 2 });

        failure.ExitCode.Should().Be(7);
        failure.Message.Should().Contain("the transfer stands still for 0.1 s").And.Contain("2 attempts");
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_never_answers()
    {
        await using var site = await FileSite.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        (await FailAsync(site, options => options with { ConnectTimeout = TimeSpan.FromMilliseconds(200), Attempts = 1 })).Message.Should().Contain("no answer for 0.2 s");
        (await FailAsync(site, options => options with { Timeout = TimeSpan.FromMilliseconds(200) })).Message.Should().Contain("--timeout-seconds");
    }

    [Fact]
    public async Task Tries_again_after_503_and_not_after_404()
    {
        var count = 0;
        await using var site = await FileSite.StartAsync(async context =>
        {
            count++;
            context.Response.StatusCode = context.Request.Path == "/gone.onnx" ? 404 : count == 1 ? 503 : 200;
            if (context.Response.StatusCode == 200)
                await context.Response.Body.WriteAsync(Model);
        });

        await PullAsync(site);
        count.Should().Be(2);
        var failure = await FailAsync(site, options => options with { Uri = $"{site.Address}/gone.onnx?signature=secret" });

        failure.ExitCode.Should().Be(4);
        failure.Message.Should().Contain("/gone.onnx answered 404").And.NotContain("secret");
        count.Should().Be(3);
    }

    [Fact]
    public async Task Does_not_follow_from_https_to_http()
    {
        await using var plain = await FileSite.StartAsync(context => context.Response.Body.WriteAsync(Model).AsTask(), tls: false);
        await using var site = await FileSite.StartAsync(context =>
        {
            context.Response.Redirect($"{plain.Address}/m.onnx");
            return Task.CompletedTask;
        });

        (await FailAsync(site)).Message.Should().Contain("not followed");
        (await FailAsync(plain)).Message.Should().Contain("--allow-http");
        await PullAsync(plain, options => options with { AllowHttp = true });
    }

    [Fact]
    public async Task Does_nothing_when_the_right_file_is_there()
    {
        var count = 0;
        await using var site = await FileSite.StartAsync(context => context.Response.Body.WriteAsync(Model.AsMemory(0, Model.Length - count++)).AsTask());
        await PullAsync(site, options => options with { Sha256 = Sha256Of });

        await PullAsync(site, options => options with { Sha256 = Sha256Of });

        count.Should().Be(1);
        _lines.Should().Contain(line => line.Contains("is already there"));
    }

    [Fact]
    public async Task Refuses_an_announced_size_that_the_disk_does_not_hold()
    {
        await using var site = await FileSite.StartAsync(async context =>
        {
            context.Response.ContentLength = 1L << 60;
            await context.Response.Body.FlushAsync();
        });

        (await FailAsync(site)).ExitCode.Should().Be(6);
    }

    [Theory]
    [InlineData("\"v1\"", true)]
    [InlineData("\"v2\"", false)]
    [InlineData("W/\"v1\"", false)]
    public async Task Continues_what_a_killed_or_failed_pull_left_if_the_server_says_that_it_is_the_same(string later, bool continued)
    {
        var ranges = new List<string>();
        var sent = 0;
        var broken = true;
        await using var site = await FileSite.StartAsync(async context =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            var version = broken ? "\"v1\"" : later;
            context.Response.Headers.ETag = version;
            var from = context.Request.Headers.IfRange == version ? (int)context.Request.GetTypedHeaders().Range!.Ranges.Single().From!.Value : 0;
            if (from > 0)
                (context.Response.StatusCode, context.Response.Headers.ContentRange) = (206, $"bytes {from}-{Model.Length - 1}/{Model.Length}");
            context.Response.ContentLength = Model.Length - from;
            sent = Model.Length - from;
            await context.Response.Body.WriteAsync(Model.AsMemory(from, broken ? 120_000 : Model.Length - from));
            await context.Response.Body.FlushAsync();
            if (broken)
                context.Abort();
        });
        (await FailAsync(site, options => options with { Attempts = 1 })).ExitCode.Should().Be(7);
        Directory.GetFiles(_folder["out"]).Should().BeEquivalentTo(_folder["out/.m.onnx.partial"], _folder["out/.m.onnx.partial.note"]);

        broken = false;
        var path = await PullAsync(site, options => options with { Sha256 = Sha256Of });

        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        ranges[1].Should().StartWith("bytes=");
        (sent < Model.Length).Should().Be(continued);
        Directory.GetFileSystemEntries(_folder["out"]).Should().ContainSingle();
    }

    [Theory]
    [InlineData(""" {"origin": "x", "version": "\"v1\"", "total": 300000, "length": 1000} """)]
    [InlineData("damaged")]
    [InlineData("")]
    public async Task Begins_anew_over_what_is_not_its_own(string note)
    {
        await using var site = await FileSite.StartAsync(context => context.Request.Headers.Range.Count == 0 ? context.Response.Body.WriteAsync(Model).AsTask() : Task.FromException(new InvalidOperationException()));
        _folder.Write("out/.m.onnx.partial", new byte[1000]);
        _folder.Write("out/.m.onnx.partial.note", System.Text.Encoding.UTF8.GetBytes(note));

        (await File.ReadAllBytesAsync(await PullAsync(site))).Should().Equal(Model);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<PullException> FailAsync(FileSite site, Func<PullOptions, PullOptions>? change = null) =>
        (await this.Invoking(test => test.PullAsync(site, change)).Should().ThrowAsync<PullException>()).Which;

    private async Task<string> PullAsync(FileSite site, Func<PullOptions, PullOptions>? change = null)
    {
        var options = new PullOptions($"{site.Address}/m.onnx", _folder["out"])
        {
            CaFile = _folder.Write("ca.pem", System.Text.Encoding.ASCII.GetBytes(site.Certificate)),
            RetryPause = TimeSpan.FromMilliseconds(1),
        };
        options = change?.Invoke(options) ?? options;
        using var client = WebClient.Create(options);
        return await new Puller(options, client, TimeProvider.System, _lines.Add).PullAsync(CancellationToken.None);
    }
}
