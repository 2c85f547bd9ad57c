using System.Net;
using CsCheck;
using Google.Protobuf;
using Grpc.Core;
using InferenceServer.Buffers;
using InferenceServer.Rpc.Messages;
using InferenceServer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceServer.Tests.Rpc;

/// <summary>Whatever comes over gRPC, the caller hears what was wrong with it and the server goes on.</summary>
public sealed class GrpcRefusalTests : IAsyncLifetime
{
    private const int MaxRequestBytes = 100_000;
    private static readonly byte[] Four = TensorData.Floats("x", [2, 2], 1, 2, 3, 4).Bytes;
    private TemporaryFolder _folder = null!;
    private RunningServer _server = null!;
    private GrpcClient _grpc = null!;

    public async Task InitializeAsync()
    {
        _folder = new TemporaryFolder();
        _server = await RunningServer.StartAsync(
            options => options with { MaxRequestBytes = MaxRequestBytes },
            ("m", _folder.Write("m.onnx", OnnxModel.Add(-1, 2))),
            ("i8", _folder.Write("i8.onnx", OnnxModel.Identity("INT8", -1))),
            ("text", _folder.Write("text.onnx", OnnxModel.Identity("BYTES", -1))));
        _grpc = new GrpcClient(_server.Address);
    }

    public async Task DisposeAsync()
    {
        // After everything: all memory is back, and a right request is answered.
        await Eventually.TrueAsync(() => _server.Services.GetRequiredService<MemoryBudget>().Taken == 0);
        (await _grpc.InferRawAsync("m", TensorData.Floats("a", [1, 2], 1, 2), TensorData.Floats("b", [1, 2], 1, 2)))[0].AsFloats().Should().Equal(2, 4);
        _grpc.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    public static TheoryData<string, TensorData[]> WrongTensors => new()
    {
        { "input 'a' is missing; model m is (a FP32[-1,2], b FP32[-1,2]) -> (sum FP32[-1,2])", [] },
        { "input 'b' is missing; model m is (a FP32[-1,2], b FP32[-1,2]) -> (sum FP32[-1,2])", [new("a", "FP32", [2, 2], Four)] },
        { "the model has no input 'c'; it is (a FP32[-1,2], b FP32[-1,2]) -> (sum FP32[-1,2])", [new("c", "FP32", [2, 2], Four)] },
        { "input 'a' has datatype INT32; expected a FP32[-1,2]", [new("a", "INT32", [2, 2], Four)] },
        { "input 'a' has datatype nonsense; expected a FP32[-1,2]", [new("a", "nonsense", [2, 2], Four)] },
        { "input 'a' has shape [4]; expected a FP32[-1,2]", [new("a", "FP32", [4], Four)] },
        { "input 'a' has 16 raw bytes; FP32[3,2] has 24", [new("a", "FP32", [3, 2], Four)] },
        { "input 'a' has shape [4611686018427387904,2], more than 2147483647 elements", [new("a", "FP32", [1L << 62, 2], Four)] },
        { "'shape' of an input must be an array of at most 64 whole numbers of 0 or more", [new("a", "FP32", [-1, 2], Four)] },
        { "input 'a' is given twice", [new("a", "FP32", [2, 2], Four), new("a", "FP32", [2, 2], Four)] },
        { "the request has more 'raw_input_contents' than the model has inputs, 2", [new("a", "FP32", [2, 2], Four), new("b", "FP32", [2, 2], Four), new("c", "FP32", [2, 2], Four)] },
    };

    [Theory]
    [MemberData(nameof(WrongTensors))]
    public async Task Says_what_is_wrong_with_a_tensor_as_rest_does(string message, TensorData[] inputs) =>
        (await _grpc.ErrorAsync(GrpcClient.Raw("m", inputs))).Should().Be(new Status(StatusCode.InvalidArgument, message));

    [Fact]
    public async Task Refuses_raw_contents_that_are_not_one_for_each_input()
    {
        var request = GrpcClient.Raw("m", new TensorData("a", "FP32", [2, 2], Four), new TensorData("b", "FP32", [2, 2], Four));
        request.RawInputContents.RemoveAt(1);
        (await _grpc.ErrorAsync(request)).Detail.Should().Be("input 'b' has no 'raw_input_contents' (1 are given); give one for each input, in the inputs' order, or none");

        request = GrpcClient.Raw("m", new TensorData("a", "FP32", [2, 2], Four));
        request.RawInputContents.Add(ByteString.Empty);
        (await _grpc.ErrorAsync(request)).Detail.Should().Be("the request has 1 inputs and 2 'raw_input_contents'; give one for each input, in the inputs' order, or none");

        request = GrpcClient.Raw("m", new TensorData("a", "FP32", [2, 2], Four), new TensorData("b", "FP32", [2, 2], Four));
        request.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { 1 } };
        (await _grpc.ErrorAsync(request)).Detail.Should().Be("input 'a' has 'contents' and the request has 'raw_input_contents'; give one");
    }

    [Fact]
    public async Task Refuses_contents_of_another_number_of_elements_than_the_shape()
    {
        (await _grpc.ErrorAsync(GrpcClient.Typed("i8", "x", "INT8", [3], new InferTensorContents { IntContents = { 1, 2 } })))
            .Should().Be(new Status(StatusCode.InvalidArgument, "input 'x' has 2 elements in 'int_contents'; its shape [3] has 3"));
        (await _grpc.ErrorAsync(GrpcClient.Typed("i8", "x", "INT8", [1], new InferTensorContents { IntContents = { 1, 2 } })))
            .Detail.Should().Be("input 'x' has more elements in 'int_contents' than the 1 of its shape [1]");
        (await _grpc.ErrorAsync(GrpcClient.Typed("i8", "x", "INT8", [2_000_000_000], new InferTensorContents { IntContents = { 1 } })))
            .Detail.Should().Contain("2000000000 elements, and its 'int_contents' have fewer");
        (await _grpc.ErrorAsync(GrpcClient.Typed("text", "x", "BYTES", [1], new InferTensorContents())))
            .StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Refuses_outputs_it_does_not_have_and_extensions_it_cannot_ignore()
    {
        var request = GrpcClient.Raw("i8", new TensorData("x", "INT8", [1], [1]));
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "z" });
        (await _grpc.ErrorAsync(request)).Detail.Should().StartWith("the model has no output 'z'");
        request.Outputs[0].Name = "y";
        request.Outputs.Add(request.Outputs[0]);
        (await _grpc.ErrorAsync(request)).Detail.Should().Be("output 'y' is asked for twice");
        request.Outputs.Clear();
        request.Inputs[0].Parameters["shared_memory_region"] = new InferParameter { StringParam = "r" };
        (await _grpc.ErrorAsync(request)).Should().Match<Status>(status => status.StatusCode == StatusCode.InvalidArgument && status.Detail.Contains("shared_memory_region"));
    }

    [Fact]
    public async Task Refuses_a_message_that_is_too_large_compressed_or_none()
    {
        (await _grpc.ErrorAsync(GrpcClient.Raw("i8", new TensorData("x", "INT8", [MaxRequestBytes], new byte[MaxRequestBytes])))).StatusCode.Should().Be(StatusCode.ResourceExhausted);
        (await _grpc.ErrorAsync(new byte[1000], new CallOptions(new Metadata { { "grpc-internal-encoding-request", "gzip" } }))).StatusCode.Should().Be(StatusCode.Unimplemented);
        (await _grpc.ErrorAsync([])).Should().Be(new Status(StatusCode.InvalidArgument, "the request has no 'model_name'"));
    }

    [Theory]
    [InlineData("ServerLive")]
    [InlineData("ServerReady")]
    [InlineData("ServerMetadata")]
    [InlineData("ModelReady")]
    [InlineData("ModelMetadata")]
    [InlineData("RepositoryIndex")]
    [InlineData("RepositoryModelLoad")]
    [InlineData("RepositoryModelUnload")]
    public async Task Refuses_a_message_that_cannot_be_read_in_every_method(string method)
    {
        (await _grpc.ErrorAsync([0x0A, 0x05], method: method)).Should().Match<Status>(status => status.StatusCode == StatusCode.InvalidArgument && status.Detail.StartsWith("the request is not a valid protobuf message"));
        (await _grpc.ErrorAsync(new byte[65_537], method: method)).StatusCode.Should().Be(StatusCode.ResourceExhausted);
        (await _grpc.ErrorAsync(new byte[1000], new CallOptions(new Metadata { { "grpc-internal-encoding-request", "gzip" } }), method)).StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Does_not_know_a_method_that_there_is_not() =>
        (await _grpc.ErrorAsync([], method: "ModelTrain")).Should().Be(new Status(StatusCode.Unimplemented, "there is no method 'ModelTrain'"));

    [Fact]
    public async Task Tells_a_caller_without_grpc_what_the_method_needs()
    {
        using var response = await _server.Http.PostAsync("inference.GRPCInferenceService/ModelInfer", new ByteArrayContent([0, 0, 0, 0, 0]));

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await response.Content.ReadAsStringAsync()).Should().Contain("HTTP/2");
    }

    [Fact]
    public async Task Answers_a_damaged_message_with_invalid_argument_and_never_with_internal()
    {
        byte[][] messages =
        [
            GrpcClient.Raw("m", new TensorData("a", "FP32", [2, 2], Four), new TensorData("b", "FP32", [2, 2], Four)).ToByteArray(),
            GrpcClient.Typed("i8", "x", "INT8", [3], new InferTensorContents { IntContents = { 1, 2, -3 } }).ToByteArray(),
            GrpcClient.Typed("text", "x", "BYTES", [2], new InferTensorContents { BytesContents = { ByteString.CopyFromUtf8("ab"), ByteString.Empty } }).ToByteArray(),
        ];
        var damage =
            from message in Gen.Int[0, messages.Length - 1].Select(index => messages[index])
            from changes in Gen.Select(Gen.Int[0, message.Length - 1], Gen.Byte).Array[1, 4]
            from length in Gen.Int[0, message.Length * 2]
            select (message, changes, length);

        await damage.SampleAsync(
            async sample =>
            {
                var bytes = (byte[])sample.message.Clone();
                foreach (var (position, value) in sample.changes)
                    bytes[position] = value;
                // Every second message is cut short as well.
                var status = await _grpc.ErrorAsync(sample.length < bytes.Length ? bytes[..sample.length] : bytes);
                return status.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.OK;
            },
            iter: 1500,
            threads: 1);
    }

    [Fact]
    public async Task Answers_bytes_by_chance_with_invalid_argument() =>
        await Gen.Byte.Array[0, 200].SampleAsync(
            async noise => (await _grpc.ErrorAsync([.. new ProtobufWriter().Text(1, "m").ToArray(), .. noise])).StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound,
            iter: 1000,
            threads: 1);
}
