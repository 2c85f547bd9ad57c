using System.Text;
using InferenceServer.Batching;
using InferenceServer.Models;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Models;

/// <summary>What a model's config.yaml may say, and what it hears when it says something else.</summary>
public sealed class ModelConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Overrides_what_it_names_and_nothing_else()
    {
        var config = Read("concurrency: 3\nmaxBatch: 32\nbatchWindowMs: 1.5\nthreads: 2\nprovider: cpu\nwarmupShapes: {x: [1, 3, 48, 48]}\n");

        var settings = config.Over(new ModelSettings(1, 7, new BatchLimits(16, TimeSpan.FromSeconds(1), TimeSpan.Zero), new Dictionary<string, long[]>()));
        var sessions = config.Over(new SessionSettings(Instances: 4, Spin: true));

        (settings.Concurrency, settings.QueueLimit).Should().Be((3, 7));
        settings.Batching.Should().Be(new BatchLimits(32, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1.5)));
        settings.WarmUpShapes["x"].Should().Equal(1, 3, 48, 48);
        sessions.Should().Be(new SessionSettings(ProviderChoice.Cpu, Threads: 2, Instances: 4, Spin: true));
    }

    [Theory]
    [InlineData("maxBatch: many", "'maxBatch' with the value 'many': write a whole number from 1 to 4096")]
    [InlineData("maxBatch: [1]", "'maxBatch'*write one value")]
    [InlineData("provider: gpu", "'provider' with the value 'gpu': write auto, cpu, cuda or tensorrt")]
    [InlineData("batch: 3", "'batch' with the value '3': is no field; the fields are concurrency,*versions")]
    [InlineData("versions: newest", "'versions' with the value 'newest': write latest, all, or a list of versions as [1, 2]")]
    [InlineData("warmupShapes: {x: 3}", "'warmupShapes'*write each shape as a list*")]
    [InlineData("- 1", "write fields, as*")]
    [InlineData("a: [", "*not valid YAML: line*")]
    [InlineData("a: 1\na: 2", "*not valid YAML*")]
    public void Says_what_is_wrong_with_it(string yaml, string message) =>
        this.Invoking(test => test.Read(yaml)).Should().Throw<ModelLoadException>().WithMessage($"{_folder.Path}/config.yaml*{message}");

    [Fact]
    public void Chooses_versions()
    {
        foreach (var version in (int[])[1, 2, 10])
            _folder.Write($"m/{version}/model.onnx", [1]);
        var versions = (string yaml) =>
        {
            _folder.Write("m/config.yaml", Encoding.UTF8.GetBytes(yaml));
            return ModelSources.Versions("m", _folder["m"]).Select(source => source.Version);
        };

        versions("").Should().Equal("10");
        versions("versions: latest").Should().Equal("10");
        versions("versions: all").Should().Equal("10", "2", "1");
        versions("versions: [1, 10]").Should().Equal("10", "1");
        FluentActions.Invoking(() => versions("versions: [1, 3, 4]")).Should().Throw<ModelLoadException>().WithMessage("*has no version 3, 4*");
    }

    public void Dispose() => _folder.Dispose();

    private ModelConfig Read(string yaml)
    {
        _folder.Write("config.yaml", Encoding.UTF8.GetBytes(yaml));
        return ModelConfigFile.Read(_folder.Path)!;
    }
}
