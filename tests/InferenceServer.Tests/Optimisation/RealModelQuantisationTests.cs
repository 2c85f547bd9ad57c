using InferenceServer.Models;
using InferenceServer.Optimisation;
using InferenceServer.Optimisation.Variants;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Optimisation;

/// <summary>Real models, prepared.</summary>
public sealed class RealModelQuantisationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models => new(TestModels.Detection, TestModels.Recognition, TestModels.Orientation, TestModels.VoiceActivity);

    [Theory]
    [MemberData(nameof(Models))]
    public void Answer_the_same_when_their_graph_is_saved_optimised_for_this_machine(string model)
    {
        var variant = Prepare(model, new OptimisationOptions { Level = OptimisationLevel.All, Provider = ProviderChoice.Cpu });

        variant.Error!.Relative.Should().BeLessThan(1e-4);
    }

    [Fact]
    public void Text_recognition_loses_a_quarter_of_its_size_and_little_else()
    {
        var variant = Prepare(TestModels.Recognition, new OptimisationOptions { Quantisation = QuantisationKind.DynamicInt8, Provider = ProviderChoice.Cpu });

        variant.Bytes.Should().BeLessThan(new FileInfo(TestModels.Recognition).Length * 3 / 4);
        variant.Error!.Relative.Should().BeInRange(1e-6, 0.02);
    }

    public static TheoryData<string> Convolutional => new(TestModels.Detection, TestModels.Orientation, TestModels.VoiceActivity);

    [Theory]
    [MemberData(nameof(Convolutional))]
    public void Convolutional_and_recurrent_models_have_nothing_to_quantise_and_say_so(string model)
    {
        var prepare = () => Prepare(model, new OptimisationOptions { Quantisation = QuantisationKind.DynamicInt8, Provider = ProviderChoice.Cpu });

        prepare.Should().Throw<OptimisationException>().WithMessage("*no MatMul or Gemm*convolutions and recurrent layers stay as they are*");
    }

    public void Dispose() => _folder.Dispose();

    private ModelVariant Prepare(string model, OptimisationOptions options)
    {
        var copy = _folder.Write(Path.GetFileName(model), File.ReadAllBytes(model));
        new ModelOptimiser(options, _ => { }).Prepare(copy);
        return new VariantStore(copy).Read()!.Variants.Single();
    }
}
