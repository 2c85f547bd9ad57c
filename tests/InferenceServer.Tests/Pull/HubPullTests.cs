using System.Security.Cryptography;
using System.Text.Json.Nodes;
using InferenceServer.Pull;
using InferenceServer.Tests.Pull.Support;
using InferenceServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace InferenceServer.Tests.Pull;

/// <summary>Models from a hub that answers as Hugging Face's interface does: pages of listings, large files on another host by signed addresses.</summary>
public sealed class HubPullTests : IAsyncLifetime, IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private static readonly byte[] Model = RandomNumberGenerator.GetBytes(500_000);
    private readonly Dictionary<string, byte[]> _files = new() { ["config.json"] = "{}"u8.ToArray(), ["onnx/model.onnx"] = Model, ["onnx/vocab.txt"] = [1], [".gitattributes"] = [2] };
    private readonly List<string> _asked = [];
    private readonly PullRun _run = new();
    private FileSite _hub = null!;
    private FileSite _store = null!;
    private bool _damaged;
    private int _cuts;

    public async Task InitializeAsync()
    {
        _store = await FileSite.StartAsync(StoreAsync, tls: false);
        _hub = await FileSite.StartAsync(HubAsync, tls: false);
        _run.Secret("HF_ENDPOINT", _hub.Address);
        _run.Secret("HF_TOKEN", "hf_secret");
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _store.DisposeAsync();
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Brings_a_snapshot_of_one_commit()
    {
        (await PullAsync("hf://owner/rec")).Should().Be(_run["rec"]);

        _run.ShouldHold("rec", _files.Where(file => file.Key[0] != '.').ToDictionary());
        _asked.Should().Contain("hub /api/models/owner/rec/revision/main Bearer hf_secret");
        _asked.Where(line => line.Contains("/resolve/")).Should().OnlyContain(line => line.Contains(Commit));
    }

    [Fact]
    public async Task Brings_one_file_and_sends_the_token_to_no_other_host()
    {
        (await PullAsync("hf://owner/rec@refs%2Fpr%2F1/onnx/model.onnx")).Should().Be(_run["model.onnx"]);

        (await File.ReadAllBytesAsync(_run["model.onnx"])).Should().Equal(Model);
        _asked[0].Should().Be("hub /api/models/owner/rec/revision/refs%2Fpr%2F1 Bearer hf_secret");
        _asked[^1].Should().Be("store /onnx/model.onnx ");
        _run.Lines.Should().NotContain("hf_secret");
    }

    [Fact]
    public async Task Brings_a_directory()
    {
        await PullAsync("hf://owner/rec/onnx");

        _run.ShouldHold("onnx", new Dictionary<string, byte[]> { ["model.onnx"] = Model, ["vocab.txt"] = [1] });
    }

    [Fact]
    public async Task Continues_a_large_file_that_broke_off()
    {
        _cuts = 2;

        await PullAsync("hf://owner/rec/onnx/model.onnx");

        (await File.ReadAllBytesAsync(_run["model.onnx"])).Should().Equal(Model);
        _asked.Where(line => line.StartsWith("store", StringComparison.Ordinal)).Should().HaveCount(3).And.Subject.Skip(1).Should().OnlyContain(line => line.Contains("bytes="));
    }

    [Fact]
    public async Task Finds_out_that_a_large_file_is_not_what_the_hub_names()
    {
        _damaged = true;

        var failure = await this.Invoking(test => test.PullAsync("hf://owner/rec/onnx/model.onnx")).Should().ThrowAsync<PullException>();

        failure.Which.ExitCode.Should().Be(5);
        _run.Left.Should().BeEmpty();
    }

    [Theory]
    [InlineData("hf://owner/none", "answered 401", "HF_TOKEN")]
    [InlineData("hf://owner/rec/onnx/none.onnx", "there is no onnx/none.onnx in hf://owner/rec@main", "none.onnx")]
    public async Task Says_what_is_not_there(string uri, string expected, string hint)
    {
        var failure = await this.Invoking(test => test.PullAsync(uri)).Should().ThrowAsync<PullException>();

        failure.Which.Message.Should().Contain(expected).And.Contain(hint).And.NotContain("hf_secret");
    }

    private Task<string> PullAsync(string uri) => _run.PullAsync(uri, options => options with { AllowPrivateRedirects = true });

    private async Task HubAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        _asked.Add($"hub {raw} {context.Request.Headers.Authorization}");
        const string resolve = $"/owner/rec/resolve/{Commit}/";
        const string tree = $"/api/models/owner/rec/tree/{Commit}";
        if (path.StartsWith("/api/models/owner/rec/revision/", StringComparison.Ordinal))
            await context.Response.WriteAsync(new JsonObject { ["sha"] = Commit, ["private"] = true }.ToJsonString());
        else if (path.StartsWith(tree, StringComparison.Ordinal))
            await TreeAsync(context, path[tree.Length..].Trim('/'));
        else if (path.StartsWith(resolve, StringComparison.Ordinal) && path.EndsWith(".onnx", StringComparison.Ordinal))
            context.Response.Redirect($"{_store.Address}/{path[resolve.Length..]}?X-Amz-Signature=abc");
        else if (path.StartsWith(resolve, StringComparison.Ordinal))
            await context.Response.Body.WriteAsync(_files[path[resolve.Length..]]);
        else
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }

    // Two entries a page, by links.
    private async Task TreeAsync(HttpContext context, string directory)
    {
        var recursive = context.Request.Query["recursive"] == "true";
        var below = _files.Keys.Where(file => directory.Length == 0 || file.StartsWith(directory + "/", StringComparison.Ordinal)).ToList();
        var entries = below.Where(file => recursive || !file[(directory.Length == 0 ? 0 : directory.Length + 1)..].Contains('/')).Select(Entry)
            .Concat(directory.Length == 0 ? [new JsonObject { ["type"] = "directory", ["path"] = "onnx", ["size"] = 0, ["oid"] = "d" }] : []).ToList();
        var from = int.TryParse(context.Request.Query["cursor"], out var cursor) ? cursor : 0;
        if (from + 2 < entries.Count)
            context.Response.Headers.Link = $"<{_hub.Address}{context.Request.Path}?recursive={context.Request.Query["recursive"]}&cursor={from + 2}>; rel=\"next\"";
        await context.Response.WriteAsync(new JsonArray([.. entries.Skip(from).Take(2)]).ToJsonString());
    }

    private JsonObject Entry(string file) => new()
    {
        ["type"] = "file", ["path"] = file, ["size"] = _files[file].Length, ["oid"] = $"oid-of-{file}",
        ["lfs"] = file.EndsWith(".onnx", StringComparison.Ordinal)
            ? new JsonObject { ["oid"] = Convert.ToHexStringLower(SHA256.HashData(_files[file])), ["size"] = _files[file].Length, ["pointerSize"] = 100 }
            : null,
    };

    private async Task StoreAsync(HttpContext context)
    {
        var content = _files[context.Request.Path.Value!.TrimStart('/')];
        var range = context.Request.GetTypedHeaders().Range?.Ranges.Single();
        _asked.Add($"store {context.Request.Path} {context.Request.Headers.Authorization}{context.Request.Headers.Range}");
        var from = (int)(range?.From ?? 0);
        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength = content.Length - from;
        var body = _damaged ? new byte[content.Length] : content;
        var end = _cuts-- > 0 ? Math.Min(from + 150_000, body.Length) : body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(from, end - from));
        await context.Response.Body.FlushAsync();
        if (end < body.Length)
            context.Abort();
    }
}
