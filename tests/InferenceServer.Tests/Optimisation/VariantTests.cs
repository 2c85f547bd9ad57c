using InferenceServer.Models;
using InferenceServer.Optimisation;
using InferenceServer.Optimisation.Variants;
using InferenceServer.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Optimisation;

/// <summary>Which variant of a model may be served.</summary>
public sealed class VariantTests : IDisposable
{
    private static readonly string Version = OrtEnv.Instance().GetVersionString();
    private readonly TemporaryFolder _folder = new();
    private readonly string _original;
    private readonly VariantStore _store;

    public VariantTests()
    {
        _original = _folder.Write("m.onnx", OnnxModel.Add(2));
        _store = new VariantStore(_original);
    }

    [Theory]
    [InlineData("1.31.1", ExecutionProviders.Cpu, "x64 avx2", null)]
    [InlineData("1.31.1", null, null, null)]
    [InlineData("1.31.1", ExecutionProviders.Cpu, null, null)]
    [InlineData("1.30.0", null, null, "it was made by ONNX Runtime 1.30.0, and this is 1.31.1")]
    [InlineData("1.31.1", ExecutionProviders.Cuda, null, "it was made for CUDAExecutionProvider, and the model runs on CPUExecutionProvider")]
    [InlineData("1.31.1", ExecutionProviders.Cpu, "x64 avx2 avx512 vnni", "it was made for 'x64 avx2 avx512 vnni', and this is 'x64 avx2'")]
    public void Fits_where_it_was_made_for(string version, string? provider, string? hardware, string? mismatch) =>
        new VariantKey(version, provider, hardware).Mismatch(ExecutionProviders.Cpu, "1.31.1", _ => "x64 avx2").Should().Be(mismatch);

    [Theory]
    [InlineData("Basic", "None", false, false)]
    [InlineData("Extended", "None", true, false)]
    [InlineData("All", "None", true, true)]
    [InlineData("None", "DynamicInt8", true, true)]
    [InlineData("Basic", "DynamicInt8", true, true)]
    public void Is_bound_to_what_its_making_depends_on(string level, string quantisation, bool provider, bool hardware)
    {
        var key = VariantKey.Of(Enum.Parse<OptimisationLevel>(level), Enum.Parse<QuantisationKind>(quantisation), ExecutionProviders.Cpu);

        key.Should().Be(new VariantKey(Version, provider ? ExecutionProviders.Cpu : null, hardware ? HardwareKey.Cpu : null));
    }

    [Fact]
    public void Is_the_newest_that_fits()
    {
        Publish(new VariantKey(Version, null, null), OptimisationLevel.Basic);
        var second = Publish(VariantKey.Of(OptimisationLevel.All, QuantisationKind.None, ExecutionProviders.Cpu), OptimisationLevel.All);
        Publish(new VariantKey(Version, ExecutionProviders.Cuda, "H100"), OptimisationLevel.All);

        VariantChoice.For(_original, ExecutionProviders.Cpu).Should().Be(new VariantChoice(second, null));
        _store.Read()!.Variants.Should().HaveCount(3);
    }

    [Fact]
    public void Takes_the_place_of_an_older_one_with_the_same_key_whose_file_goes()
    {
        var first = Publish(new VariantKey(Version, null, null), OptimisationLevel.Basic);
        var second = Publish(new VariantKey(Version, null, null), OptimisationLevel.Basic);

        _store.Read()!.Variants.Should().Equal(second);
        File.Exists(_store.PathOf(first)).Should().BeFalse();
        File.Exists(_store.PathOf(second)).Should().BeTrue();
    }

    [Fact]
    public void Is_not_served_when_the_original_is_another()
    {
        Publish(new VariantKey(Version, null, null), OptimisationLevel.Basic);
        File.WriteAllBytes(_original, OnnxModel.Add(3));

        Reason().Should().Contain("is about another file than the one that is there now");
    }

    [Fact]
    public void Is_not_served_when_its_file_is_cut_or_gone()
    {
        var variant = Publish(new VariantKey(Version, null, null), OptimisationLevel.Basic);

        File.WriteAllBytes(_store.PathOf(variant), [1, 2]);
        Reason().Should().Contain("it has 2 bytes and should have 3");
        File.Delete(_store.PathOf(variant));
        Reason().Should().Contain("it is not there");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"original": "a", "variants": [{}]}""")]
    [InlineData("""{"original": "a", "variants": [null]}""")]
    [InlineData("""{"original": "a", "variants": [{"file": "x", "bytes": 1, "key": {}, "optimization": "most"}]}""")]
    public void Is_not_served_by_a_manifest_that_cannot_be_read_and_a_new_pull_mends_it(string manifest)
    {
        File.WriteAllText(_store.ManifestFile, manifest);

        Reason().Should().Contain("cannot be used");

        var variant = Publish(new VariantKey(Version, null, null), OptimisationLevel.Basic);
        VariantChoice.For(_original, ExecutionProviders.Cpu).Variant.Should().Be(variant);
    }

    [Fact]
    public void Never_lies_outside_the_models_folder() =>
        _store.PathOf(new ModelVariant("../../etc/passwd", 1, new VariantKey(Version, null, null), OptimisationLevel.Basic, QuantisationKind.None, null))
            .Should().Be(_folder["passwd"]);

    [Fact]
    public void Is_nothing_to_speak_of_where_nothing_was_prepared() =>
        VariantChoice.For(_original, ExecutionProviders.Cpu).Should().Be(new VariantChoice(null, null));

    public void Dispose() => _folder.Dispose();

    private string? Reason()
    {
        var choice = VariantChoice.For(_original, ExecutionProviders.Cpu);
        choice.Variant.Should().BeNull();
        return choice.Reason;
    }

    private ModelVariant Publish(VariantKey key, OptimisationLevel level)
    {
        var file = _store.NewFile();
        File.WriteAllBytes(file, [1, 2, 3]);
        var variant = new ModelVariant(Path.GetFileName(file), 3, key, level, QuantisationKind.None, new MeasuredError(0, "sum", "8 generated inputs"));
        _store.Publish(VariantChoice.Sha256(_original), variant);
        return variant;
    }
}
