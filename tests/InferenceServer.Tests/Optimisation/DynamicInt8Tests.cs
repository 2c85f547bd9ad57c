using InferenceServer.Optimisation;
using InferenceServer.Optimisation.Accuracy;
using InferenceServer.Optimisation.Quantisation;
using InferenceServer.Tests.Optimisation.Support;
using InferenceServer.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Optimisation;

/// <summary>Quantised models: what ONNX Runtime makes of them.</summary>
public sealed class DynamicInt8Tests : IDisposable
{
    private const double WellRounded = 0.02;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], int> Models => new()
    {
        { "MatMul", ProductModels.MatMul(), 1 },
        { "MatMul of an operator set without quantisation", ProductModels.MatMul(opset: 9), 1 },
        { "Gemm with a transposed matrix, a factor and a bias", ProductModels.Gemm(), 1 },
        { "weights in a Constant node", ProductModels.ConstantNode(), 1 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Answers_nearly_as_the_original_with_weights_of_a_byte(string what, byte[] model, int products)
    {
        var (original, quantised, replaced) = Quantise(model);

        replaced.Should().Be(products, what);
        Error(original, quantised, Input()).Should().BeInRange(1e-6, WellRounded, what);
        new FileInfo(quantised).Length.Should().BeLessThan(ProductModels.Rows * ProductModels.Columns * 2, "a float has four bytes");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reaches_products_inside_branches_and_weights_around_them(bool condition)
    {
        var (original, quantised, replaced) = Quantise(ProductModels.Branches());

        replaced.Should().Be(2);
        Error(original, quantised, [.. Input(), new("c", "BOOL", [], [condition ? (byte)1 : (byte)0])]).Should().BeInRange(1e-6, WellRounded);
        File.ReadAllBytes(quantised).AsSpan().IndexOf(FloatsOf(ProductModels.Weights())).Should().Be(-1, "nobody uses the floats any more");
    }

    [Fact]
    public void Keeps_the_floats_for_who_else_uses_them()
    {
        var (original, quantised, _) = Quantise(ProductModels.SharedWeights());

        var (before, after) = (Run(original, Input()), Run(quantised, Input()));

        after[1].Should().Equal(before[1]);
        after[0].Should().NotEqual(before[0]);
    }

    [Fact]
    public void Keeps_fields_that_it_does_not_know()
    {
        byte[] marker = [.. "not known to this version"u8];

        var (_, quantised, _) = Quantise(ProductModels.UnknownFields(marker));

        Occurrences(File.ReadAllBytes(quantised), marker).Should().Be(3);
    }

    [Fact]
    public void Never_saturates_within_7_bits()
    {
        var original = _folder.Write("m.onnx", ProductModels.MatMul(weights: [.. Enumerable.Repeat(1f, ProductModels.Rows * ProductModels.Columns)]));
        DynamicInt8.Write(original, _folder["narrow"], limit: 64);

        // The largest bytes against the largest weights: where pairs are added in 16 bits, 8 bits of weight do not fit.
        var highest = TensorData.Floats("x", [1, ProductModels.Rows], [.. Enumerable.Repeat(1f, ProductModels.Rows)]);
        Error(original, _folder["narrow"], highest).Should().BeLessThan(1e-5);
    }

    public static TheoryData<string, byte[]> NotQuantised => new()
    {
        { "a weight that a request may replace", ProductModels.OverridableWeights() },
        { "a bias with a factor", ProductModels.Gemm(beta: 0.5f) },
        { "no product", OnnxModel.Add(4) },
        { "few weights", new OnnxModel().Input("x", OnnxModel.FP32, -1, 2).Output("y", OnnxModel.FP32, -1, 2).FloatMatrix("w", 2, [1, 2, 3, 4]).Node("MatMul", ["x", "w"], ["y"]).Build() },
        { "a weight that is no number", ProductModels.MatMul(weights: [float.NaN, .. ProductModels.Weights()[1..]]) },
    };

    [Theory]
    [MemberData(nameof(NotQuantised))]
    public void Refuses_a_model_without_products_that_can_be_replaced(string why, byte[] model)
    {
        var quantise = () => Quantise(model);

        quantise.Should().Throw<OptimisationException>(why).WithMessage("*no MatMul or Gemm with 1024 or more constant float weights*leave --quantize out").Which.ExitCode.Should().Be(8);
    }

    public void Dispose() => _folder.Dispose();

    private static TensorData[] Input() => [TensorData.Wave("x", 3, ProductModels.Rows)];

    private (string Original, string Quantised, int Replaced) Quantise(byte[] model)
    {
        var original = _folder.Write("m.onnx", model);
        var replaced = DynamicInt8.Write(original, _folder["quantised"], 127);
        return (original, _folder["quantised"], replaced);
    }

    private static float[][] Run(string file, TensorData[] inputs) => [.. TensorData.RunRaw(file, inputs).Select(output => output.AsFloats())];

    private static double Error(string original, string other, params TensorData[] inputs)
    {
        var error = new OutputError();
        foreach (var (a, b) in Run(original, inputs)[0].Zip(Run(other, inputs)[0]))
            error.Add(a, b);
        return error.Value;
    }

    private static byte[] FloatsOf(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static int Occurrences(ReadOnlySpan<byte> bytes, byte[] marker)
    {
        var count = 0;
        for (var at = bytes.IndexOf(marker); at >= 0; at = bytes.IndexOf(marker))
        {
            count++;
            bytes = bytes[(at + marker.Length)..];
        }

        return count;
    }
}
