using System.Text.Json.Nodes;
using InferenceServer.Models;
using InferenceServer.Optimisation;
using InferenceServer.Optimisation.Variants;
using InferenceServer.Tests.Optimisation.Support;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Optimisation;

/// <summary>From the pull to the answer: models prepared and served.</summary>
public sealed class PreparedModelTests : IDisposable
{
    private static readonly OptimisationOptions Quantised = new() { Quantisation = QuantisationKind.DynamicInt8, Provider = ProviderChoice.Cpu };
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _lines = [];

    [Theory]
    [InlineData("Basic")]
    [InlineData("Extended")]
    [InlineData("All")]
    public async Task Serves_an_optimised_graph_and_answers_as_the_original(string level)
    {
        var file = _folder.Write("m.onnx", ProductModels.MatMul());
        var expected = TensorData.RunRaw(file, Input)[0].AsFloats();
        Prepare(file, new OptimisationOptions { Level = Enum.Parse<OptimisationLevel>(level), Provider = ProviderChoice.Cpu });

        await using var server = await RunningServer.StartAsync(("m", file));

        var parameters = await ParametersAsync(server);
        ((string)parameters["optimization"]!).Should().Be(JsonNamesOf(level));
        parameters.ContainsKey("quantization").Should().BeFalse();
        ((double)parameters["relative_error"]!).Should().BeLessThan(1e-5);
        (await server.Http.InferBinaryAsync("m", Input))[0].AsFloats().Should().Equal(expected);
    }

    [Fact]
    public async Task Serves_a_quantised_model_and_says_how_far_its_answers_are_from_the_originals()
    {
        var file = _folder.Write("m.onnx", ProductModels.MatMul());
        var original = await File.ReadAllBytesAsync(file);
        var expected = TensorData.RunRaw(file, Input)[0].AsFloats();
        Prepare(file, Quantised with { Level = OptimisationLevel.All });

        await using var server = await RunningServer.StartAsync(("m", file));

        var parameters = await ParametersAsync(server);
        ((string)parameters["optimization"]!).Should().Be("all");
        ((string)parameters["quantization"]!).Should().Be("dynamic-int8");
        ((double)parameters["relative_error"]!).Should().BeInRange(1e-6, 0.05);
        var answer = (await server.Http.InferBinaryAsync("m", Input))[0].AsFloats();
        answer.Should().NotEqual(expected);
        answer.Zip(expected, (a, b) => MathF.Abs(a - b)).Should().OnlyContain(difference => difference < 0.2f);
        (await File.ReadAllBytesAsync(file)).Should().Equal(original);
    }

    [Fact]
    public async Task Serves_the_original_when_it_was_replaced_after_the_pull()
    {
        var file = _folder.Write("m.onnx", ProductModels.MatMul());
        Prepare(file, Quantised);
        await File.WriteAllBytesAsync(file, ProductModels.MatMul(weights: ProductModels.Weights(seed: 9)));
        var expected = TensorData.RunRaw(file, Input)[0].AsFloats();

        await using var server = await RunningServer.StartAsync(("m", file));

        (await ParametersAsync(server)).ContainsKey("quantization").Should().BeFalse();
        (await server.Http.InferBinaryAsync("m", Input))[0].AsFloats().Should().Equal(expected);
    }

    [Fact]
    public async Task Serves_the_original_when_the_prepared_file_cannot_be_loaded()
    {
        var file = _folder.Write("m.onnx", ProductModels.MatMul());
        Prepare(file, Quantised);
        var prepared = Directory.GetFiles(_folder.Path, "*.variant").Single();
        var bytes = await File.ReadAllBytesAsync(prepared);
        await File.WriteAllBytesAsync(prepared, [.. bytes.Select(value => (byte)(value ^ 0xFF))]);

        await using var server = await RunningServer.StartAsync(("m", file));

        (await ParametersAsync(server)).ContainsKey("quantization").Should().BeFalse();
    }

    [Fact]
    public async Task Finds_what_was_prepared_in_a_repository()
    {
        _folder.Write("repository/ocr/1/model.onnx", ProductModels.MatMul());
        Prepare(_folder["repository/ocr"], Quantised);

        await using var server = await RunningServer.StartAsync(options => options with { Models = ModelSources.Scan(_folder["repository"], _ => { }) });

        ((string)(await ParametersAsync(server, "ocr"))["quantization"]!).Should().Be("dynamic-int8");
    }

    [Fact]
    public void Refuses_a_model_whose_weights_do_not_quantise_well_and_leaves_the_original()
    {
        var file = _folder.Write("m.onnx", ProductModels.Cancelling());

        var prepare = () => Prepare(file, Quantised);

        prepare.Should().Throw<OptimisationException>()
            .WithMessage("the quantised model's output 'y' differs from the original's by a relative error of * on 8 generated inputs, more than --quantize-tolerance 0.05; the original is in place. Leave --quantize out*")
            .Which.ExitCode.Should().Be(8);
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(file);
    }

    [Fact]
    public void Measures_on_the_inputs_that_are_given()
    {
        var file = _folder.Write("model/m.onnx", ProductModels.MatMul());
        var zeros = $"[{string.Join(',', Enumerable.Repeat("0", ProductModels.Rows))}]";
        _folder.Write("inputs/a.json", System.Text.Encoding.UTF8.GetBytes($$"""{"inputs":[{"name":"x","shape":[1,{{ProductModels.Rows}}],"datatype":"FP32","data":{{zeros}}}]}"""));
        _folder.Write("inputs/b.npy", NpyWriter.Floats($"(1, {ProductModels.Rows})", new float[ProductModels.Rows]));
        _folder.Write("inputs/c/x.npy", NpyWriter.Floats($"(2, {ProductModels.Rows})", new float[2 * ProductModels.Rows]));

        Prepare(file, Quantised with { Calibration = _folder["inputs"] });

        // Of zeros nothing is lost.
        new VariantStore(file).Read()!.Variants.Single().Error.Should().Be(new MeasuredError(0, "y", "3 given inputs"));
    }

    [Theory]
    [InlineData("x.npy", "'x' is FP32[1,2]; expected x FP32[-1,32]")]
    [InlineData("x.json", "input 'x' has shape [1,2]; expected x FP32[-1,32]")]
    [InlineData("", "it holds no .json and no .npy file")]
    [InlineData("nowhere", "there is no such file or directory")]
    public void Names_the_input_that_does_not_fit(string name, string reason)
    {
        var file = _folder.Write("model/m.onnx", ProductModels.MatMul());
        Directory.CreateDirectory(_folder["inputs"]);
        if (name is "x.npy" or "x.json")
            _folder.Write($"inputs/{name}", name == "x.npy" ? NpyWriter.Floats("(1, 2)", 1, 2) : [.. """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}"""u8]);

        var prepare = () => Prepare(file, Quantised with { Calibration = _folder[Path.Combine("inputs", name == "nowhere" ? name : "")] });

        prepare.Should().Throw<OptimisationException>().WithMessage($"--calibration {_folder["inputs"]}*{reason}*").Which.ExitCode.Should().Be(2);
        Directory.GetFileSystemEntries(_folder["model"]).Should().Equal(file);
    }

    [Fact]
    public void Prepares_once()
    {
        var file = _folder.Write("m.onnx", ProductModels.MatMul());
        Prepare(file, Quantised);
        var before = Directory.GetFiles(_folder.Path);

        Prepare(file, Quantised);

        Directory.GetFiles(_folder.Path).Should().BeEquivalentTo(before);
        _lines[^1].Should().Contain("is already prepared for CPUExecutionProvider");
    }

    [Fact]
    public void Measures_again_where_less_is_tolerated_than_was_measured()
    {
        var file = _folder.Write("m.onnx", ProductModels.MatMul());
        Prepare(file, Quantised);

        var prepare = () => Prepare(file, Quantised with { Tolerance = 1e-6 });

        prepare.Should().Throw<OptimisationException>().WithMessage("*more than --quantize-tolerance 1E-06*");
    }

    [Fact]
    public void Refuses_a_model_with_weights_in_other_files()
    {
        var file = _folder.Write("m.onnx", ProductModels.ExternalWeights());

        var prepare = () => Prepare(file, new OptimisationOptions { Level = OptimisationLevel.All });

        prepare.Should().Throw<OptimisationException>().WithMessage("*keeps weights in other files; only models of one file are prepared*");
    }

    [Fact]
    public void Asks_for_shapes_where_none_can_be_guessed()
    {
        // Two inputs that meet in one dimension of 7: no guess has it.
        var model = new OnnxModel().Input("a", OnnxModel.FP32, -1, -1).Input("b", OnnxModel.FP32, 7, ProductModels.Rows).Output("c", OnnxModel.FP32, -1, ProductModels.Columns)
            .FloatMatrix("w", ProductModels.Columns, ProductModels.Weights()).Node("MatMul", ["a", "b"], ["ab"]).Node("MatMul", ["ab", "w"], ["c"]).Build();
        var file = _folder.Write("m.onnx", model);

        var prepare = () => Prepare(file, Quantised);

        prepare.Should().Throw<OptimisationException>().WithMessage("*cannot be measured*give --calibration, or the shapes with --warmup-shape");
        Prepare(file, Quantised with { Shapes = new Dictionary<string, long[]> { ["a"] = [2, 7] } });
        new VariantStore(file).Read()!.Variants.Should().ContainSingle();
    }

    [Theory]
    [InlineData("TensorRt", "None", "*TensorRT keeps what it built in serve's --engine-cache; write cpu, cuda or auto", 2)]
    [InlineData("Cuda", "DynamicInt8", "*is for CPUs; write --optimize-provider cpu, or leave one of them out", 2)]
    [InlineData("Cuda", "None", "*there is no CUDAExecutionProvider here*pull where the GPU is, or write cpu", 8)]
    public void Refuses_a_provider_that_it_cannot_prepare_for(string provider, string quantisation, string reason, int code)
    {
        var file = _folder.Write("m.onnx", ProductModels.MatMul());

        var prepare = () => Prepare(file, new OptimisationOptions { Level = OptimisationLevel.All, Quantisation = Enum.Parse<QuantisationKind>(quantisation), Provider = Enum.Parse<ProviderChoice>(provider) });

        prepare.Should().Throw<OptimisationException>().WithMessage(reason).Which.ExitCode.Should().Be(code);
    }

    public void Dispose() => _folder.Dispose();

    private static TensorData Input => TensorData.Wave("x", 2, ProductModels.Rows);

    private static string JsonNamesOf(string level) => level switch { "Basic" => "basic", "Extended" => "extended", _ => "all" };

    private void Prepare(string file, OptimisationOptions options) => new ModelOptimiser(options, _lines.Add).Prepare(file);

    private static async Task<JsonObject> ParametersAsync(RunningServer server, string model = "m") =>
        JsonNode.Parse(await server.Http.GetStringAsync($"v2/models/{model}"))!["parameters"]!.AsObject();
}
