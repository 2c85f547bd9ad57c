using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using InferenceOperator.LocalClusters.Files;
using InferenceOperator.LocalClusters.Images;

namespace InferenceOperator.IntegrationTests.Images;

public sealed class ImageArchiveTests : IDisposable
{
    private static readonly ImageSpec Spec = new("test:1")
    {
        Entrypoint = ["/run"], User = "65532:65532", Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" },
    };

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();

    [Fact]
    public async Task The_same_files_give_the_same_bytes_whatever_their_order_and_age()
    {
        var first = await WriteAsync("first", new ImageLayer().AddFile("run", Source("one", "text")).AddText("etc/a", "a").AddLink("b", "run"));
        File.SetLastWriteTimeUtc(_folder.Combine("one"), DateTime.UnixEpoch.AddYears(40));
        var second = await WriteAsync("second", new ImageLayer().AddLink("b", "run").AddText("etc/a", "a").AddFile("run", _folder.Combine("one")));

        File.ReadAllBytes(second).Should().Equal(File.ReadAllBytes(first));
    }

    [Fact]
    public async Task Holds_a_manifest_a_configuration_and_layers_under_their_digests()
    {
        var path = await WriteAsync("image", new ImageLayer().AddText("etc/passwd", "x"));
        var entries = Read(path);

        var manifest = JsonDocument.Parse(entries["manifest.json"]).RootElement[0];
        manifest.GetProperty("RepoTags")[0].GetString().Should().Be("test:1");
        var layer = manifest.GetProperty("Layers")[0].GetString()!;
        layer.Should().Be($"{Convert.ToHexStringLower(SHA256.HashData(entries[layer]))}.tar");
        var configuration = JsonDocument.Parse(entries[manifest.GetProperty("Config").GetString()!]).RootElement;
        configuration.GetProperty("rootfs").GetProperty("diff_ids")[0].GetString().Should().Be($"sha256:{layer[..^".tar".Length]}");
        configuration.GetProperty("config").GetProperty("User").GetString().Should().Be("65532:65532");
        configuration.GetProperty("config").GetProperty("Env").EnumerateArray().Select(value => value.GetString()).Should().Equal("A=1", "B=2");
    }

    [Fact]
    public async Task Files_belong_to_root_are_dated_1970_and_lie_in_folders_that_come_before_them()
    {
        var buffer = new MemoryStream();
        await new ImageLayer().AddText("a/b/c", "text").AddFolder("tmp", ImageLayer.SharedTemporary).WriteAsync(buffer);
        buffer.Position = 0;
        using var reader = new TarReader(buffer);
        List<TarEntry> entries = [];
        while (reader.GetNextEntry(copyData: true) is { } entry) entries.Add(entry);

        entries.Select(entry => entry.Name).Should().Equal("a/", "a/b/", "a/b/c", "tmp/");
        entries.Should().OnlyContain(entry => entry.Uid == 0 && entry.Gid == 0 && entry.ModificationTime == DateTimeOffset.UnixEpoch);
        entries[3].Mode.Should().HaveFlag(UnixFileMode.StickyBit).And.HaveFlag(UnixFileMode.OtherWrite);
    }

    public void Dispose() => _folder.Dispose();

    private string Source(string name, string text)
    {
        File.WriteAllText(_folder.Combine(name), text);
        return _folder.Combine(name);
    }

    private async Task<string> WriteAsync(string name, ImageLayer layer)
    {
        var path = _folder.Combine(name);
        await ImageArchive.WriteAsync(Spec, [layer], path);
        return path;
    }

    private static Dictionary<string, byte[]> Read(string path)
    {
        using var reader = new TarReader(File.OpenRead(path));
        var entries = new Dictionary<string, byte[]>();
        while (reader.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            entries[entry.Name] = content.ToArray();
        }

        return entries;
    }
}
