using Google.Protobuf;
using Grpc.Core;
using InferenceServer.Rpc;
using InferenceServer.Rpc.Messages;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Rpc;

/// <summary>The protocol over gRPC, on the port that REST has.</summary>
public sealed class GrpcRequestTests : IAsyncLifetime
{
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;
    private GrpcClient _grpc = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(
            ("add", _folder.Write("add.onnx", OnnxModel.Add(-1, 2))),
            ("two", _folder.Write("two.onnx", new OnnxModel().Input("x", OnnxModel.FP32, -1).Output("n", OnnxModel.FP32, -1).Output("a", OnnxModel.FP32, -1).Node("Neg", ["x"], ["n"]).Node("Abs", ["x"], ["a"]).Build())),
            ("versioned", Path.GetDirectoryName(Path.GetDirectoryName(_folder.Write("versioned/3/model.onnx", OnnxModel.Identity("FP32", -1))))!));
        _grpc = new GrpcClient(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _grpc.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tells_that_it_lives_is_ready_and_what_it_is()
    {
        (await _grpc.Service.ServerLiveAsync(new ServerLiveRequest())).Live.Should().BeTrue();
        (await _grpc.Service.ServerReadyAsync(new ServerReadyRequest())).Ready.Should().BeTrue();
        (await _grpc.Service.ModelReadyAsync(new ModelReadyRequest { Name = "versioned", Version = "3" })).Ready.Should().BeTrue();
        var metadata = await _grpc.Service.ServerMetadataAsync(new ServerMetadataRequest());
        metadata.Name.Should().Be("inference-server");
        metadata.Version.Should().NotBeEmpty();
        metadata.Extensions.Should().Contain("binary_tensor_data");
    }

    [Fact]
    public async Task Describes_a_model()
    {
        var model = await _grpc.Service.ModelMetadataAsync(new ModelMetadataRequest { Name = "add" });

        model.Should().BeEquivalentTo(new ModelMetadataResponse
        {
            Name = "add",
            Versions = { "1" },
            Platform = "onnx_onnxv1",
            Inputs = { Tensor("a", -1, 2), Tensor("b", -1, 2) },
            Outputs = { Tensor("sum", -1, 2) },
        });
    }

    [Fact]
    public async Task Answers_raw_tensors_raw_and_gives_the_id_back()
    {
        var request = GrpcClient.Raw("add", TensorData.Floats("a", [2, 2], 1, 2, 3, 4), TensorData.Floats("b", [1, 2], 10, 20));
        request.Id = "request ü";

        var answer = await _grpc.Service.ModelInferAsync(request);

        (answer.ModelName, answer.ModelVersion, answer.Id).Should().Be(("add", "1", "request ü"));
        answer.Outputs.Should().ContainSingle().Which.Should().Be(new ModelInferResponse.Types.InferOutputTensor { Name = "sum", Datatype = "FP32", Shape = { 2, 2 } });
        answer.RawOutputContents.Should().ContainSingle().Which.Should().Equal(TensorData.Floats("sum", [2, 2], 11, 22, 13, 24).Bytes);
    }

    [Fact]
    public async Task Answers_typed_tensors_typed()
    {
        var answer = await _grpc.Service.ModelInferAsync(GrpcClient.Typed("two", "x", "FP32", [2], new InferTensorContents { Fp32Contents = { -1, 2 } }));

        answer.RawOutputContents.Should().BeEmpty();
        answer.Outputs.Select(output => output.Name).Should().Equal("n", "a");
        answer.Outputs[0].Contents.Fp32Contents.Should().Equal(1, -2);
        answer.Outputs[1].Contents.Fp32Contents.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Answers_typed_tensors_raw_when_asked_to()
    {
        var request = GrpcClient.Typed("two", "x", "FP32", [1], new InferTensorContents { Fp32Contents = { -1 } });
        request.Parameters["binary_data_output"] = new InferParameter { BoolParam = true };

        var answer = await _grpc.Service.ModelInferAsync(request);

        answer.RawOutputContents.Should().HaveCount(2);
        answer.Outputs.Should().OnlyContain(output => output.Contents == null);
    }

    [Fact]
    public async Task Answers_the_outputs_asked_for_in_their_order_and_ignores_parameters_it_does_not_know()
    {
        var request = GrpcClient.Raw("two", TensorData.Floats("x", [1], -1));
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "a", Parameters = { ["anything"] = new InferParameter { DoubleParam = 1.5 } } });
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "n" });
        request.Parameters["priority"] = new InferParameter { Uint64Param = ulong.MaxValue };

        var answer = await _grpc.Service.ModelInferAsync(request);

        answer.Outputs.Select(output => output.Name).Should().Equal("a", "n");
        answer.RawOutputContents.Select(raw => BitConverter.ToSingle(raw.Span)).Should().Equal(1, 1);
    }

    [Fact]
    public async Task Answers_a_version_by_its_name_and_not_found_what_it_does_not_have()
    {
        var request = GrpcClient.Raw("versioned", TensorData.Floats("x", [1], 5));
        request.ModelVersion = "3";
        (await _grpc.Service.ModelInferAsync(request)).ModelVersion.Should().Be("3");

        request.ModelVersion = "2";
        (await _grpc.ErrorAsync(request)).Should().Be(new Status(StatusCode.NotFound, "there is no version '2' of a model 'versioned'"));
        (await _grpc.ErrorAsync(GrpcClient.Raw("none"))).Should().Be(new Status(StatusCode.NotFound, "there is no model 'none'"));
        var metadata = async () => await _grpc.Service.ModelMetadataAsync(new ModelMetadataRequest { Name = "none" });
        (await metadata.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
        var ready = async () => await _grpc.Service.ModelReadyAsync(new ModelReadyRequest { Name = "none" });
        (await ready.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Answers_a_tensor_of_many_frames()
    {
        var wave = TensorData.Wave("x", 3_000_000);

        var answer = await _grpc.InferRawAsync("two", wave);

        answer[0].AsFloats().Should().Equal(wave.AsFloats().Select(value => -value));
    }

    [Fact]
    public async Task Answers_a_text_longer_than_any_buffer_over_both_protocols()
    {
        await using var server = await RunningServer.StartAsync(("text", _folder.Write("text.onnx", OnnxModel.Identity("BYTES", -1))));
        using var grpc = new GrpcClient(server.Address);
        var text = new TensorData("x", "BYTES", [1], [.. BitConverter.GetBytes(200_000), .. Enumerable.Repeat((byte)'a', 200_000)]);

        (await server.Http.InferBinaryAsync("text", text))[0].Bytes.Should().Equal(text.Bytes);
        (await grpc.InferRawAsync("text", text))[0].Bytes.Should().Equal(text.Bytes);
    }

    [Fact]
    public async Task Serves_rest_and_grpc_side_by_side()
    {
        var rest = Enumerable.Range(0, 20).Select(i => _server.Http.InferBinaryAsync("two", TensorData.Floats("x", [1], i)));
        var grpc = Enumerable.Range(0, 20).Select(i => _grpc.InferRawAsync("two", TensorData.Floats("x", [1], i)));

        var answers = await Task.WhenAll(rest.Concat(grpc));

        answers.Select(answer => answer[1].AsFloats().Single()).Should().Equal(Enumerable.Range(0, 20).Concat(Enumerable.Range(0, 20)).Select(i => (float)i));
    }

    [Theory]
    [InlineData("1S", 10_000_000)]
    [InlineData("99999999H", 24L * 864_000_000_000)]
    [InlineData("250u", 2_500)]
    [InlineData("199n", 1)]
    [InlineData("2m", 20_000)]
    [InlineData("3M", 1_800_000_000)]
    public void Reads_a_timeout(string text, long ticks) => GrpcDeadline.Parse(text).Ticks.Should().Be(ticks);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("1 S")]
    [InlineData("123456789S")]
    [InlineData("1s")]
    public void Refuses_a_timeout_that_is_none(string text) =>
        FluentActions.Invoking(() => GrpcDeadline.Parse(text)).Should().Throw<InferenceServer.Protocol.ProtocolException>().WithMessage($"grpc-timeout is '{text}'*");

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(string name, params long[] shape) => new() { Name = name, Datatype = "FP32", Shape = { shape } };
}
