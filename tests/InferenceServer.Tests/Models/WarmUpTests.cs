using InferenceServer.Models;
using InferenceServer.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceServer.Tests.Models;

/// <summary>What is tried before a model counts as ready, and what a failure means.</summary>
public sealed class WarmUpTests
{
    private const string Cuda = ExecutionProviders.Cuda;
    private const string Cpu = ExecutionProviders.Cpu;
    private static readonly Dictionary<string, long[]> NoShapes = [];
    private readonly List<string> _tried = [];

    [Fact]
    public void Tries_no_guess_that_is_large_and_none_twice()
    {
        Run(Fails, Input(-1, -1, -1, -1), Input(-1, -1));

        _tried.Should().OnlyHaveUniqueItems().And.StartWith("1,1,1,1 1,1").And.Contain("1,224,224,224 1,224").And.NotContain(shapes => shapes.Contains("512,512,512"));
    }

    [Fact]
    public void Tries_a_batch_of_one_once_whatever_its_size()
    {
        Run(Fails, Input(-1, 3, 8192, 8192));

        _tried.Should().Equal("1,3,8192,8192");
    }

    [Fact]
    public void Does_not_count_a_given_shape_as_a_guess()
    {
        var result = WarmUp.Run([Input(-1, -1) with { Name = "x0" }], new Dictionary<string, long[]> { ["x0"] = [1, 30_000_000] }, Fails);

        _tried.Should().Equal("1,30000000");
        result.FreeDimensions.Should().BeFalse();
    }

    [Fact]
    public void Goes_on_after_any_exception_and_keeps_every_message_once()
    {
        var result = Run(
            (_, shapes) => throw (shapes[0][1] == 1 ? new ArgumentOutOfRangeException("length") : new InvalidOperationException("CUDA failure 700")), Input(-1, -1));

        result.Failures.Should().HaveCount(2);
        result.Failures[1].Should().Be("CUDA failure 700");
    }

    [Fact]
    public void Tells_a_free_batch_from_a_guess()
    {
        Run(Fails, Input(-1, 3)).Should().Match<WarmUpResult>(result => result.FreeDimensions && !result.GuessedShapes);
        Run(Fails, Input(-1, -1)).Should().Match<WarmUpResult>(result => result.FreeDimensions && result.GuessedShapes);
        Run(Fails, Input(2, 3)).Should().Match<WarmUpResult>(result => !result.FreeDimensions && !result.GuessedShapes);
    }

    [Theory]
    [InlineData(Cuda, "CUDA failure 999: unknown error", true, false, "CUDA failure 999")]
    [InlineData(Cuda, "no kernel image is available", false, true, "on a batch of 1")]
    [InlineData(Cuda, "no kernel image is available", true, true, "on shapes that the CPU runs")]
    [InlineData(Cuda, "shapes do not meet", true, false, null)]
    [InlineData(Cuda, "shapes do not meet", true, null, null)]
    [InlineData(Cpu, "shapes do not meet", true, null, null)]
    [InlineData(Cpu, "shapes do not meet", false, null, null)]
    public void Serves_on_a_gpu_only_when_nothing_speaks_against_it(string provider, string failure, bool guessed, bool? cpuRuns, string? against)
    {
        var result = new WarmUpResult(false, true, guessed, ["a first failure", failure]);

        var verdict = WarmUpVerdict.Against(provider, result, () => cpuRuns is { } runs ? new WarmUpResult(runs, true, guessed, []) : null);

        if (against is null)
            verdict.Should().BeNull();
        else
            verdict.Should().Contain(provider).And.Contain(against);
    }

    [Theory]
    [InlineData(Cpu, "integer division by zero", null, false)]
    [InlineData(Cpu, "Failed to allocate memory", null, true)]
    [InlineData(Cuda, "integer division by zero", false, false)]
    [InlineData(Cuda, "no kernel image is available", true, true)]
    [InlineData(Cuda, "no kernel image is available", null, true)]
    [InlineData(Cuda, "CUDA failure 700", false, true)]
    public void Blames_invented_values_where_all_shapes_are_known_and_the_cpu_refuses_them_too(string provider, string failure, bool? cpuRuns, bool refused)
    {
        var result = new WarmUpResult(false, false, false, [failure]);

        var verdict = WarmUpVerdict.Against(provider, result, () => cpuRuns is { } runs ? new WarmUpResult(runs, false, false, []) : null);

        (verdict is not null).Should().Be(refused);
        verdict?.Should().Contain(provider).And.Contain(failure);
    }

    [Theory]
    [InlineData("UINT8")]
    [InlineData("INT64")]
    public void Tries_ones_where_zeros_are_refused(string datatype)
    {
        var model = new OnnxModel().Input("x", OnnxModel.Types[datatype], 2).Output("y", OnnxModel.Types[datatype], 2).Node("Div", ["x", "x"], ["y"]).Build();
        using var session = new InferenceSession(model);

        WarmUp.Run(session, ModelSignature.Of(session), NoShapes).Should().Match<WarmUpResult>(result => result.Succeeded && result.Failures.Count == 0);
    }

    [Theory]
    [MemberData(nameof(Datatypes))]
    public void Makes_ones_of_every_datatype(string datatype)
    {
        var model = new OnnxModel().Input("x", OnnxModel.Types[datatype], 3).Output("y", OnnxModel.FP32, 3).Cast("x", "y", OnnxModel.FP32).Build();
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        using var ones = InventedValues.Ones(ModelSignature.Of(session).Inputs[0].Datatype, [3]);

        using var outputs = session.Run(options, ["x"], [ones], ["y"]);

        outputs[0].GetTensorDataAsSpan<float>().ToArray().Should().Equal(1, 1, 1);
    }

    public static TheoryData<string> Datatypes => [.. OnnxModel.Types.Keys];

    private static TensorSpec Input(params long[] shape) => new("x", TensorDatatype.TryFrom(TensorElementType.Float, out var type) ? type : null!, shape);

    private static WarmUpResult Run(Action<List<TensorSpec>, List<long[]>> run, params TensorSpec[] inputs) =>
        WarmUp.Run([.. inputs.Select((input, index) => input with { Name = $"x{index}" })], NoShapes, run);

    private void Fails(List<TensorSpec> inputs, List<long[]> shapes)
    {
        _tried.Add(string.Join(' ', shapes.Select(shape => string.Join(',', shape))));
        throw new InvalidOperationException("no");
    }
}
