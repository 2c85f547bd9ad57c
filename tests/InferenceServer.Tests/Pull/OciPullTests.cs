using System.Security.Cryptography;
using InferenceServer.Tests.Pull.Support;

namespace InferenceServer.Tests.Pull;

/// <summary>Models from a real registry that anybody may read.</summary>
public sealed class OciPullTests : IClassFixture<RegistryFixture>, IDisposable
{
    private static readonly byte[] Model = RandomNumberGenerator.GetBytes(3_000_000);
    private readonly PullRun _run = new();
    private readonly Uri _registry;
    private readonly string _repository = $"team/rec-{Guid.NewGuid():N}";
    private readonly Pushed _pushed;

    public OciPullTests(RegistryFixture fixture)
    {
        _registry = fixture.Registry.Address;
        _pushed = new Pushed(_registry, _repository);
    }

    private string Name => _repository.Split('/')[1];

    public void Dispose()
    {
        _pushed.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Brings_the_files_of_an_artifact_under_their_titles()
    {
        await _pushed.PushAsync("1.2", Pushed.Titled("1/model.onnx", Model), Pushed.Titled("config.yaml", [1]));

        (await _run.PullAsync(Uri(":1.2"))).Should().Be(_run[Name]);

        _run.ShouldHold(Name, new Dictionary<string, byte[]> { ["1/model.onnx"] = Model, ["config.yaml"] = [1] });
        _run.Left.Should().Equal(Name);
    }

    [Fact]
    public async Task Brings_one_file_of_an_artifact_checked()
    {
        await _pushed.PushAsync("latest", Pushed.Titled("1/model.onnx", Model), Pushed.Titled("readme.md", [1]));

        var path = await _run.PullAsync(Uri("?path=1/model.onnx"), options => options with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Model)) });

        path.Should().Be(_run["model.onnx"]);
        (await File.ReadAllBytesAsync(path)).Should().Equal(Model);
        (await _run.FailAsync(Uri("?path=2"))).Message.Should().Contain("holds no '2'; it has 1/model.onnx, readme.md");
    }

    [Fact]
    public async Task Checks_the_one_file_of_an_artifact_and_takes_no_checksum_for_several()
    {
        await _pushed.PushAsync("one", Pushed.Titled("model.onnx", Model));
        await _pushed.PushAsync("two", Pushed.Titled("a.onnx", Model), Pushed.Titled("b.onnx", Model));

        await _run.PullAsync(Uri(":one"), options => options with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Model)) });
        (await _run.FailAsync(Uri(":one"), options => options with { Sha256 = new string('0', 64) })).ExitCode.Should().Be(5);
        (await _run.FailAsync(Uri(":two"), options => options with { Sha256 = new string('0', 64) })).ExitCode.Should().Be(2);
        _run.Left.Should().Equal(Name);
    }

    [Fact]
    public async Task Unpacks_the_layers_of_an_image_one_over_the_other()
    {
        using var lower = new TarFile().Folder("models").File("./models/1/model.onnx", 1).File("models/old/a", 1).File("models/gone.txt", 1).File("etc/keep", 7).Link("models/latest", "1");
        using var upper = new TarFile().File("models/1/model.onnx", Model).File("models/.wh.gone.txt").File("models/old/b", 2).File("models/old/.wh..wh..opq");
        await _pushed.PushAsync("image", Pushed.Archive(lower.Gzip()), Pushed.Archive(upper.Plain(), Pushed.Layer));

        await _run.PullAsync(Uri(":image"));

        _run.ShouldHold(Name, new Dictionary<string, byte[]>
        {
            ["models/1/model.onnx"] = Model, ["models/latest/model.onnx"] = Model, ["models/old/b"] = [2], ["etc/keep"] = [7],
        });
        _run.Left.Should().Equal(Name);
    }

    [Fact]
    public async Task Unpacks_one_directory_of_an_image()
    {
        using var layer = new TarFile().File("models/1/model.onnx", Model).Link("models/latest", "1").File("bin/sh", 1).Link("bin/bash", "sh");
        await _pushed.PushAsync("image", Pushed.Archive(layer.Gzip()));

        (await _run.PullAsync(Uri(":image?path=/models/"))).Should().Be(_run["models"]);

        _run.ShouldHold("models", new Dictionary<string, byte[]> { ["1/model.onnx"] = Model, ["latest/model.onnx"] = Model });
        (await _run.FailAsync(Uri(":image?path=weights"))).Message.Should().Contain("holds no weights");
    }

    [Fact]
    public async Task Takes_of_an_index_the_image_for_this_machine()
    {
        var mine = await _pushed.PushAsync("a", Pushed.Titled("model.onnx", Model));
        var other = await _pushed.PushAsync("b", Pushed.Titled("model.onnx", [9]));
        var here = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
        await _pushed.IndexAsync("all", (other, "windows", here), (other, "linux", "s390x"), (mine, "linux", here), (other, "unknown", "unknown"));
        await _pushed.IndexAsync("only", (mine, null, null));
        await _pushed.IndexAsync("none", (other, "linux", "s390x"), (other, "windows", here));

        foreach (var tag in new[] { ":all", ":only" })
        {
            await _run.PullAsync(Uri(tag));
            _run.ShouldHold(Name, new Dictionary<string, byte[]> { ["model.onnx"] = Model });
        }

        (await _run.FailAsync(Uri(":none"))).Message.Should().Contain($"its index has linux/s390x, windows/{here} and nothing for linux/{here}");
    }

    [Fact]
    public async Task Takes_a_digest_whatever_the_tag_names_now()
    {
        var digest = await _pushed.PushAsync("moving", Pushed.Titled("model.onnx", Model));
        await _pushed.PushAsync("moving", Pushed.Titled("model.onnx", [9]));

        await _run.PullAsync(Uri($":moving@{digest}"));

        _run.Files(Name)["model.onnx"].Should().Equal(Model);
    }

    [Fact]
    public async Task Continues_a_blob_over_a_network_that_breaks_off_and_after_another_pull_did()
    {
        await _pushed.PushAsync("1", Pushed.Titled("model.onnx", Model));
        await using var relay = new FaultyRelay(_registry) { Every = 1_200_000 };
        (await _run.FailAsync(Uri(":1", relay.Address), options => options with { Attempts = 1 })).ExitCode.Should().Be(7);
        _run.Left.Should().Equal($".{Name}.partial");

        // No more can pass than what is missing, in two goes.
        relay.Every = 950_000;
        await _run.PullAsync(Uri(":1", relay.Address));

        _run.Files(Name)["model.onnx"].Should().Equal(Model);
        relay.Faults.Should().BeInRange(2, 3, "what the first pull brought is not brought again");
        _run.Left.Should().Equal(Name);
    }

    [Theory]
    [InlineData(":none", "answered 404")]
    [InlineData("-and-more:1", "answered 404")]
    public async Task Says_what_is_not_there(string rest, string expected) => (await _run.FailAsync(Uri(rest))).Message.Should().Contain(expected);

    [Fact]
    public async Task Says_that_a_layer_has_no_name()
    {
        await _pushed.PushAsync("nameless", (Model, Pushed.Describe(Model, "application/vnd.example.weights")));

        (await _run.FailAsync(Uri(":nameless"))).Message.Should().Contain("a layer of the type application/vnd.example.weights has no name");
    }

    [Fact]
    public async Task Leaves_a_model_that_is_there_as_it_is_when_another_does_not_come()
    {
        await _pushed.PushAsync("1", Pushed.Titled("model.onnx", Model));
        await _run.PullAsync(Uri(":1"));
        using var bad = new TarFile().File("../../etc/passwd", 1);
        await _pushed.PushAsync("2", Pushed.Archive(bad.Gzip()));

        (await _run.FailAsync(Uri(":2"))).Message.Should().Contain("no path inside a directory");

        _run.Files(Name)["model.onnx"].Should().Equal(Model);
        _run.Left.Should().Equal(Name);
    }

    private string Uri(string rest, Uri? registry = null) => $"oci://{(registry ?? _registry).Authority}/{_repository}{rest}";
}
