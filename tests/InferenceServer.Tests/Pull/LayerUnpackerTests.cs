using CsCheck;
using InferenceServer.Pull;
using InferenceServer.Pull.Oci;
using InferenceServer.Tests.Pull.Support;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Pull;

/// <summary>Archives that mean harm, and such that merely are strange.</summary>
public sealed class LayerUnpackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder["tree"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("a/..")]
    [InlineData("/../out")]
    [InlineData(".wh...")]
    [InlineData("a/.wh...")]
    public async Task Writes_nothing_outside_by_a_name(string name)
    {
        _folder.Write("out", [7]);
        using var layer = new TarFile().File(name, 1);

        await Failing(layer.Plain()).Should().ThrowAsync<PullException>().WithMessage("*no path inside a directory*");

        Outside().Should().Equal("layer0", "out");
        (await File.ReadAllBytesAsync(_folder["out"])).Should().Equal(7);
    }

    [Theory]
    [InlineData("link", "../../etc")]
    [InlineData("a/b/link", "../../../etc/passwd")]
    [InlineData("link", "/../etc")]
    public async Task Makes_no_link_that_leads_out(string name, string target)
    {
        using var layer = new TarFile().Link(name, target);

        await Failing(layer.Plain()).Should().ThrowAsync<PullException>().WithMessage("*leads out of the image*");
    }

    [Fact]
    public async Task Writes_through_no_link_in_one_layer_or_two()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        using var lower = new TarFile().Link("a", "/elsewhere").File("a/x", 1).HardLink("b", "../elsewhere/none".TrimStart('.', '/')).Link("c", "d");
        using var upper = new TarFile().File("c/x", 2).File("d/y", 3);

        await UnpackAsync(null, lower.Plain(), upper.Plain());

        Directory.GetFileSystemEntries(_folder["elsewhere"]).Should().BeEmpty();
        Tree().Should().Equal("a/x", "c/x", "d/y");
    }

    [Fact]
    public async Task Makes_absolute_links_and_hard_links_inside_the_image()
    {
        using var layer = new TarFile().File("data/1/model.onnx", 9).Link("models", "/data/1").HardLink("copy.onnx", "data/1/model.onnx").Link("deep/er/link", "../../data");

        await UnpackAsync(null, layer.Plain());

        (await File.ReadAllBytesAsync(Path.Combine(Root, "models/model.onnx"))).Should().Equal(9);
        (await File.ReadAllBytesAsync(Path.Combine(Root, "copy.onnx"))).Should().Equal(9);
        (await File.ReadAllBytesAsync(Path.Combine(Root, "deep/er/link/1/model.onnx"))).Should().Equal(9);
    }

    [Fact]
    public async Task Leaves_out_links_that_lead_to_nothing_or_in_circles_and_devices()
    {
        using var layer = new TarFile().File("x", 1).Link("mtab", "/proc/mounts").Link("p", "q").Link("q", "p").Link("r", "p").Link("self/up", "..").Device("null");

        (await UnpackAsync(null, layer.Plain())).Should().Be(5);

        Tree().Should().Equal("x");
    }

    [Fact]
    public async Task Says_that_a_link_leaves_what_was_asked_for()
    {
        using var layer = new TarFile().File("data/model.onnx", 1).Link("models/model.onnx", "../data/model.onnx");

        await this.Invoking(test => test.UnpackAsync("models", layer.Plain())).Should().ThrowAsync<PullException>().WithMessage("models/model.onnx is a link to data/model.onnx, outside of path=models*");
    }

    [Fact]
    public async Task Replaces_files_by_directories_and_the_other_way_round()
    {
        using var lower = new TarFile().File("a", 1).File("b/c", 1).Link("d", "b").File("e/f", 1);
        using var upper = new TarFile().File("a/x", 2).File("b", 2).File("d", 2).File(".wh.e").File("e2", 2);

        await UnpackAsync(null, lower.Plain(), upper.Plain());

        Tree().Should().Equal("a/x", "b", "d", "e2");
    }

    [Fact]
    public async Task Removes_by_whiteouts_only_what_lower_layers_hold()
    {
        using var lower = new TarFile().File("a/old", 1).File("a/sub/old", 1).Link("a/link", "old");
        using var upper = new TarFile().File("a/new", 2).File("a/sub/new", 2).File("a/.wh..wh..opq").File(".wh.none").File("a/.wh.new");

        await UnpackAsync(null, lower.Plain(), upper.Plain());

        Tree().Should().Equal("a/new", "a/sub/new");
    }

    [Fact]
    public async Task Stops_at_a_bomb()
    {
        using var layer = new TarFile().File("zeros", new byte[48 << 20]);

        await Failing(layer.Gzip()).Should().ThrowAsync<PullException>().WithMessage("an archive grows to more than * bytes*");
    }

    [Fact]
    public async Task Stops_at_a_bomb_that_is_not_even_asked_for()
    {
        using var layer = new TarFile().File("zeros", new byte[48 << 20]);

        await this.Invoking(test => test.UnpackAsync("models", layer.Gzip())).Should().ThrowAsync<PullException>();
    }

    [Fact]
    public async Task Says_that_zstd_is_not_understood() =>
        await Failing([0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0]).Should().ThrowAsync<PullException>().WithMessage("*compressed by zstd*");

    [Fact]
    public async Task Says_that_something_is_no_archive() =>
        await Failing([.. Enumerable.Repeat((byte)'x', 2000)]).Should().ThrowAsync<PullException>().WithMessage("*no tar archive*");

    [Fact]
    public async Task Ends_on_any_damage_with_words_and_with_nothing_outside()
    {
        using var layer = new TarFile().File("models/model.onnx", 1, 2, 3).Link("models/link", "model.onnx").Folder("x").File("models/.wh.x");
        var sound = layer.Plain();
        await Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte).Array[1, 8].SampleAsync(async damage =>
        {
            var content = sound.ToArray();
            foreach (var (at, value) in damage)
                content[at] = value;
            using var folder = new TemporaryFolder();
            var unpacker = new LayerUnpacker(folder["tree"], null);
            try
            {
                await unpacker.UnpackAsync(folder.Write("layer", content), CancellationToken.None);
                unpacker.Finish();
            }
            catch (PullException)
            {
            }

            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Should().BeSubsetOf(["layer", "tree"]);
        }, iter: 300, threads: 1);
    }

    private Func<Task> Failing(byte[] layer) => () => UnpackAsync(null, layer);

    private async Task<int> UnpackAsync(string? selected, params byte[][] layers)
    {
        var unpacker = new LayerUnpacker(Root, selected);
        for (var i = 0; i < layers.Length; i++)
            await unpacker.UnpackAsync(_folder.Write($"layer{i}", layers[i]), CancellationToken.None);
        return unpacker.Finish();
    }

    private IEnumerable<string> Tree() => Directory.GetFileSystemEntries(Root, "*", SearchOption.AllDirectories)
        .Where(entry => !Directory.Exists(entry)).Select(entry => Path.GetRelativePath(Root, entry)).Order(StringComparer.Ordinal);

    private IEnumerable<string?> Outside() => Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Where(name => name != "tree").Order(StringComparer.Ordinal);
}
