using Google.Protobuf;
using Grpc.Core;
using InferenceServer.Rpc.Messages;
using InferenceServer.Tests.Support;

namespace InferenceServer.Tests.Rpc;

/// <summary>Every datatype goes in and comes out unchanged over gRPC, typed and raw.</summary>
public sealed class GrpcDatatypeTests : IDisposable
{
    private static readonly Dictionary<string, InferTensorContents> Typed = new()
    {
        ["BOOL"] = new InferTensorContents { BoolContents = { true, false, true } },
        ["INT8"] = new InferTensorContents { IntContents = { -128, 0, 127 } },
        ["INT16"] = new InferTensorContents { IntContents = { -32768, 0, 32767 } },
        ["INT32"] = new InferTensorContents { IntContents = { int.MinValue, 0, int.MaxValue } },
        ["INT64"] = new InferTensorContents { Int64Contents = { long.MinValue, 0, long.MaxValue } },
        ["UINT8"] = new InferTensorContents { UintContents = { 0, 1, 255 } },
        ["UINT16"] = new InferTensorContents { UintContents = { 0, 1, 65535 } },
        ["UINT32"] = new InferTensorContents { UintContents = { 0, 1, uint.MaxValue } },
        ["UINT64"] = new InferTensorContents { Uint64Contents = { 0, 1, ulong.MaxValue } },
        ["FP32"] = new InferTensorContents { Fp32Contents = { -1.5f, float.NaN, float.PositiveInfinity } },
        ["FP64"] = new InferTensorContents { Fp64Contents = { -1.5, double.NaN, double.NegativeInfinity } },
        ["BYTES"] = new InferTensorContents { BytesContents = { ByteString.CopyFromUtf8("ü"), ByteString.Empty, ByteString.CopyFrom(0xFF, 0) } },
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> TypedDatatypes => [.. Typed.Keys];

    public static TheoryData<string> Datatypes => [.. OnnxModel.Types.Keys];

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Carries_raw_bytes(string datatype)
    {
        await using var server = await StartAsync(datatype);
        using var grpc = new GrpcClient(server.Address);
        byte[] bytes = datatype switch
        {
            "BYTES" => [2, 0, 0, 0, (byte)'a', 0xFF, 0, 0, 0, 0, 1, 0, 0, 0, 0],
            "BOOL" => [1, 0, 1],
            _ => [.. Enumerable.Range(0, 3 * Size(datatype)).Select(i => (byte)(i * 7 + 1))],
        };

        var answer = await grpc.InferRawAsync("m", new TensorData("x", datatype, [3], bytes));

        answer.Should().ContainSingle().Which.Should().BeEquivalentTo(new TensorData("y", datatype, [3], bytes));
    }

    [Theory]
    [MemberData(nameof(TypedDatatypes))]
    public async Task Carries_typed_contents(string datatype)
    {
        await using var server = await StartAsync(datatype);
        using var grpc = new GrpcClient(server.Address);

        var answer = await grpc.Service.ModelInferAsync(GrpcClient.Typed("m", "x", datatype, [3], Typed[datatype]));

        answer.RawOutputContents.Should().BeEmpty();
        answer.Outputs.Should().ContainSingle().Which.Contents.Should().Be(Typed[datatype]);
    }

    [Theory]
    [MemberData(nameof(TypedDatatypes))]
    public async Task Joins_contents_that_come_in_two_parts(string datatype)
    {
        await using var server = await StartAsync(datatype);
        using var grpc = new GrpcClient(server.Address);
        var request = GrpcClient.Typed("m", "x", datatype, [6], Typed[datatype]);
        byte[] again = new ModelInferRequest.Types.InferInputTensor { Contents = Typed[datatype] }.ToByteArray();

        var status = await grpc.ErrorAsync(new ProtobufWriter().Text(1, "m").Bytes(5, [.. request.Inputs[0].ToByteArray(), .. again]).ToArray());

        status.Should().Be(Status.DefaultSuccess);
    }

    [Fact]
    public async Task Reads_numbers_and_dimensions_that_are_not_packed()
    {
        await using var server = await RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity("INT64", -1, -1))));
        using var grpc = new GrpcClient(server.Address);
        var message = (long columns) => new ProtobufWriter().Text(1, "m")
            .Message(5, input => input.Text(1, "x").Text(2, "INT64").Number(3, 1).Number(3, columns).Message(5, contents => contents.Number(3, 5).Number(3, -6)))
            .ToArray();

        (await grpc.ErrorAsync(message(2))).Should().Be(Status.DefaultSuccess);
        (await grpc.ErrorAsync(message(3))).Detail.Should().Be("input 'x' has 2 elements in 'int64_contents'; its shape [1,3] has 3");
    }

    [Theory]
    [InlineData("INT8", 128)]
    [InlineData("INT8", -129)]
    [InlineData("INT16", 32768)]
    public async Task Refuses_a_number_that_the_datatype_cannot_hold(string datatype, int value)
    {
        await using var server = await StartAsync(datatype);
        using var grpc = new GrpcClient(server.Address);

        var error = await grpc.ErrorAsync(GrpcClient.Typed("m", "x", datatype, [2], new InferTensorContents { IntContents = { 1, value } }));

        error.Should().Be(new Status(StatusCode.InvalidArgument, $"input 'x': element 1 of 'int_contents' is not a {datatype}"));
    }

    [Theory]
    [InlineData("FP16")]
    [InlineData("BF16")]
    public async Task Asks_for_raw_contents_where_protobuf_has_no_type(string datatype)
    {
        await using var server = await StartAsync(datatype);
        using var grpc = new GrpcClient(server.Address);

        var error = await grpc.ErrorAsync(GrpcClient.Typed("m", "x", datatype, [1], new InferTensorContents { Fp32Contents = { 1 } }));

        error.Should().Be(new Status(StatusCode.InvalidArgument, $"input 'x' is {datatype}, for which 'contents' has no field; give 'raw_input_contents'"));
    }

    [Fact]
    public async Task Names_the_field_that_the_datatype_has()
    {
        await using var server = await StartAsync("FP32");
        using var grpc = new GrpcClient(server.Address);

        var error = await grpc.ErrorAsync(GrpcClient.Typed("m", "x", "FP32", [1], new InferTensorContents { Fp64Contents = { 1 } }));

        error.Should().Be(new Status(StatusCode.InvalidArgument, "input 'x' is FP32 and has 'fp64_contents'; expected 'fp32_contents'"));
    }

    public void Dispose() => _folder.Dispose();

    private static int Size(string datatype) => datatype switch { "BOOL" or "UINT8" or "INT8" => 1, "UINT16" or "INT16" or "FP16" or "BF16" => 2, "FP64" or "INT64" or "UINT64" => 8, _ => 4 };

    private Task<RunningServer> StartAsync(string datatype) => RunningServer.StartAsync(("m", _folder.Write("m.onnx", OnnxModel.Identity(datatype, -1))));
}
