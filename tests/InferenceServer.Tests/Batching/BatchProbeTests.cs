using InferenceServer.Batching;
using InferenceServer.Models;
using InferenceServer.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Tests.Batching;

/// <summary>Only models whose rows are each their own are joined.</summary>
public sealed class BatchProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Joins_a_real_picture_model() => Probe(TestModels.Orientation, [1, 3, 48, 192]).Should().BeNull();

    [Theory]
    [InlineData("FP32")]
    [InlineData("FP16")]
    [InlineData("INT64")]
    [InlineData("UINT8")]
    [InlineData("BOOL")]
    public void Joins_rows_of_every_size(string datatype) => Probe(_folder.Write("m.onnx", OnnxModel.Identity(datatype, -1, 3)), [1, 3]).Should().BeNull();

    [Fact]
    public void Leaves_a_model_alone_whose_answer_has_no_rows() =>
        Probe(Model(new OnnxModel().Input("x", OnnxModel.FP32, -1, -1).Output("y", OnnxModel.FP32, -1, -1).Node("Transpose", ["x"], ["y"])), [1, 3])
            .Should().Be("output 'y' has not as many rows as the inputs");

    [Fact]
    public void Leaves_a_model_alone_whose_rows_know_of_each_other() =>
        Probe(Model(new OnnxModel().Input("x", OnnxModel.FP32, -1, 3).Output("y", OnnxModel.FP32, -1, 3).Node("ReduceMax", ["x"], ["most"]).Node("Sub", ["x", "most"], ["y"])), [1, 3])
            .Should().Be("a row of output 'y' depends on the other rows");

    [Fact]
    public void Leaves_a_model_alone_whose_first_dimension_is_fixed_or_whose_elements_are_texts()
    {
        Probe(_folder.Write("m.onnx", OnnxModel.Identity("FP32", 1, 3)), [1, 3]).Should().StartWith("x FP32[1,3] has no free first dimension");
        Probe(_folder.Write("t.onnx", OnnxModel.Identity("BYTES", -1)), [1]).Should().Contain("no elements of a fixed size");
        Probe(TestModels.VoiceActivity, [1, 512]).Should().StartWith("state FP32[2,-1,128] has no free first dimension");
    }

    [Fact]
    public void Leaves_a_model_alone_of_which_nothing_is_known() =>
        Probe(_folder.Write("m.onnx", OnnxModel.Identity("FP32", -1)), null).Should().StartWith("no warm-up went through");

    public void Dispose() => _folder.Dispose();

    private static string? Probe(string file, long[]? shape)
    {
        using var session = new InferenceSession(file);
        var runner = new ModelRunner((options, inputs) => session.Run(options, inputs.Names, inputs.Values, inputs.OutputNames));
        return BatchProbe.Against(ModelSignature.Of(session), shape is null ? null : [shape], runner);
    }

    private string Model(OnnxModel model) => _folder.Write("m.onnx", model.Build());
}
