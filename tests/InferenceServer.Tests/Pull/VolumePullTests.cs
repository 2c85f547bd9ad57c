using System.Security.Cryptography;
using InferenceServer.Pull;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Pull;

/// <summary>Models from mounted volumes.</summary>
public sealed class VolumePullTests : IDisposable
{
    private static readonly byte[] Model = [1, 2, 3, 4];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Brings_a_file_of_a_claim()
    {
        _folder.Write("mnt/ppocr/rec.onnx", Model);

        var path = await PullAsync("pvc://models/ppocr/rec.onnx", options => options with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Model)) });

        path.Should().Be(_folder["out/rec.onnx"]);
        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
    }

    [Fact]
    public async Task Brings_a_directory_whole_without_hidden_files_and_replaces_an_older_one()
    {
        _folder.Write("mnt/ocr/1/model.onnx", Model);
        _folder.Write("mnt/ocr/1/model.onnx.data", [9]);
        _folder.Write("mnt/ocr/.cache/x", [9]);
        _folder.Write("out/ocr/0/old.onnx", [9]);

        await PullAsync("pvc://models/ocr");

        Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Should().BeEquivalentTo(_folder["out/ocr/1/model.onnx"], _folder["out/ocr/1/model.onnx.data"]);
        Directory.GetFileSystemEntries(_folder["out"]).Should().ContainSingle();
    }

    [Fact]
    public async Task Takes_a_name()
    {
        var file = _folder.Write("mnt/rec.onnx", Model);

        (await PullAsync($"file://{file}", options => options with { Name = "model.onnx" })).Should().Be(_folder["out/model.onnx"]);
    }

    [Theory]
    [InlineData("pvc://models/%2e%2e/secret.onnx")]
    [InlineData("pvc://models/a/%2e%2e%2f%2e%2e%2fsecret.onnx")]
    [InlineData("pvc://models/link.onnx")]
    [InlineData("pvc://models/../secret.onnx")]
    [InlineData("pvc://models/out/secret.onnx")]
    [InlineData("pvc://models/out")]
    [InlineData("pvc://models/deep")]
    [InlineData("pvc://models/relative/secret.onnx")]
    [InlineData("pvc://models/second.onnx")]
    public async Task Never_leaves_the_claim(string uri)
    {
        var secret = _folder.Write("secret.onnx", Model);
        _folder.Write("elsewhere/secret.onnx", Model);
        Directory.CreateDirectory(_folder["mnt/a"]);
        Directory.CreateDirectory(_folder["mnt/deep/1"]);
        Directory.CreateSymbolicLink(_folder["mnt/out"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["mnt/deep/1/out"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["mnt/relative"], "a/../../elsewhere");
        File.CreateSymbolicLink(_folder["mnt/second.onnx"], "out/secret.onnx");
        File.CreateSymbolicLink(_folder["mnt/link.onnx"], secret);

        await this.Invoking(test => test.PullAsync(uri)).Should().ThrowAsync<PullException>();

        Directory.GetFileSystemEntries(_folder["out"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Follows_links_that_stay_in_the_claim()
    {
        _folder.Write("mnt/blobs/1", Model);
        Directory.CreateDirectory(_folder["mnt/ocr/1"]);
        File.CreateSymbolicLink(_folder["mnt/ocr/1/model.onnx"], "../../blobs/1");
        Directory.CreateSymbolicLink(_folder["mnt/ocr/2"], "1");
        Directory.CreateSymbolicLink(_folder["mnt/ocr/1/up"], _folder["mnt/ocr"]);
        Directory.CreateSymbolicLink(_folder["mounted"], _folder["mnt"]);

        await PullAsync("pvc://models/ocr", options => options with { PvcRoot = _folder["mounted"] });

        Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Should().BeEquivalentTo(_folder["out/ocr/1/model.onnx"], _folder["out/ocr/2/model.onnx"]);
    }

    [Fact]
    public async Task Reads_a_name_with_signs_that_an_address_escapes()
    {
        _folder.Write("mnt/%2e%2e/50%#1?.onnx", Model);

        (await PullAsync("pvc://models/%252e%252e/50%25%231%3F.onnx")).Should().Be(_folder["out/50%#1?.onnx"]);
    }

    [Fact]
    public async Task Ends_on_links_that_lead_in_a_circle()
    {
        Directory.CreateDirectory(_folder["mnt"]);
        File.CreateSymbolicLink(_folder["mnt/a.onnx"], "b.onnx");
        File.CreateSymbolicLink(_folder["mnt/b.onnx"], "a.onnx");

        await this.Invoking(test => test.PullAsync("pvc://models/a.onnx")).Should().ThrowAsync<PullException>();
    }

    [Theory]
    [InlineData("model.onnx", 2, "is no address")]
    [InlineData("file:///does/not/exist.onnx", 4, "there is no file or directory")]
    [InlineData("pvc://models/empty", 4, "holds no files")]
    [InlineData("ftp://host/model", 2, "the scheme 'ftp://' is not known")]
    [InlineData("https://user:secret@host/model", 2, "holds a user or password")]
    [InlineData("http://host/model", 2, "--allow-http")]
    [InlineData("https://user:secret@ho st:x/model", 2, "holds a user or password")]
    [InlineData("pvc://models/%00", 2, "%00")]
    [InlineData("file:///models/%00secret", 2, "%00")]
    public async Task Says_what_is_wrong_with_an_address(string uri, int exitCode, string message)
    {
        Directory.CreateDirectory(_folder["mnt/empty"]);

        var failure = (await this.Invoking(test => test.PullAsync(uri)).Should().ThrowAsync<PullException>()).Which;

        failure.ExitCode.Should().Be(exitCode);
        failure.Message.Should().Contain(message).And.NotContain("secret");
    }

    [Fact]
    public async Task Takes_no_name_that_is_a_path() =>
        (await this.Invoking(test => test.PullAsync("pvc://models/x", options => options with { Name = "../x" })).Should().ThrowAsync<PullException>())
            .Which.ExitCode.Should().Be(2);

    public void Dispose() => _folder.Dispose();

    private async Task<string> PullAsync(string uri, Func<PullOptions, PullOptions>? change = null)
    {
        Directory.CreateDirectory(_folder["out"]);
        var options = new PullOptions(uri, _folder["out"]) { PvcRoot = _folder["mnt"] };
        using var client = new HttpClient();
        return await new Puller(change?.Invoke(options) ?? options, client, TimeProvider.System, _ => { }).PullAsync(CancellationToken.None);
    }
}
