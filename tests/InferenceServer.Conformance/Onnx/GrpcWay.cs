using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Conformance.Onnx;

/// <summary>gRPC: all tensors raw, or all typed.</summary>
internal sealed class GrpcWay(GRPCInferenceService.GRPCInferenceServiceClient service, bool raw) : IWayIn
{
    public string Name => raw ? "gRPC raw" : "gRPC typed";

    // Typed contents have no field for them.
    public bool Carries(IReadOnlyList<Tensor> inputs) => raw || !inputs.Any(input => input.Datatype is "FP16" or "BF16");

    public async Task<IReadOnlyList<Tensor>> AskAsync(string model, IReadOnlyList<Tensor> inputs)
    {
        var request = new ModelInferRequest { ModelName = model };
        if (raw)
            request.Parameters["binary_data_output"] = new InferParameter { BoolParam = true };
        foreach (var input in inputs)
        {
            var message = new ModelInferRequest.Types.InferInputTensor { Name = input.Name, Datatype = input.Datatype, Shape = { input.Shape } };
            request.Inputs.Add(message);
            if (raw)
                request.RawInputContents.Add(ByteString.CopyFrom(input.Raw()));
            else
                message.Contents = Contents(input);
        }

        try
        {
            return Outputs(await service.ModelInferAsync(request));
        }
        catch (RpcException exception)
        {
            throw new RefusedException(exception.StatusCode.ToString(), exception.Status.Detail);
        }
    }

    private static List<Tensor> Outputs(ModelInferResponse answer) =>
    [
        .. answer.Outputs.Select((output, index) => answer.RawOutputContents.Count > 0
            ? Tensor.FromRaw(output.Name, output.Datatype, [.. output.Shape], answer.RawOutputContents[index].ToByteArray())
            : Typed(output.Name, output.Datatype, [.. output.Shape], output.Contents ?? new InferTensorContents())),
    ];

    private static InferTensorContents Contents(Tensor input)
    {
        var contents = new InferTensorContents();
        var size = Elements.Size(input.Datatype);
        contents.BytesContents.Add(input.Strings.Select(text => ByteString.CopyFrom(text)));
        for (var position = 0; position < input.Bytes.Length; position += size)
        {
            var at = input.Bytes.AsSpan(position);
            switch (input.Datatype)
            {
                case "BOOL": contents.BoolContents.Add(at[0] != 0); break;
                case "INT8" or "INT16" or "INT32": contents.IntContents.Add((int)Elements.Whole(input.Datatype, at)); break;
                case "UINT8" or "UINT16" or "UINT32": contents.UintContents.Add((uint)Elements.Whole(input.Datatype, at)); break;
                case "INT64": contents.Int64Contents.Add(MemoryMarshal.Read<long>(at)); break;
                case "UINT64": contents.Uint64Contents.Add(MemoryMarshal.Read<ulong>(at)); break;
                case "FP32": contents.Fp32Contents.Add(MemoryMarshal.Read<float>(at)); break;
                case "FP64": contents.Fp64Contents.Add(MemoryMarshal.Read<double>(at)); break;
            }
        }

        return contents;
    }

    private static Tensor Typed(string name, string datatype, long[] shape, InferTensorContents contents) => datatype switch
    {
        "BYTES" => new Tensor(name, datatype, shape, [], [.. contents.BytesContents.Select(text => text.ToByteArray())]),
        "BOOL" => Of(name, datatype, shape, contents.BoolContents.Select(value => (byte[])[value ? (byte)1 : (byte)0])),
        "INT64" => Of(name, datatype, shape, contents.Int64Contents.Select(BitConverter.GetBytes)),
        "UINT64" => Of(name, datatype, shape, contents.Uint64Contents.Select(BitConverter.GetBytes)),
        "FP32" => Of(name, datatype, shape, contents.Fp32Contents.Select(BitConverter.GetBytes)),
        "FP64" => Of(name, datatype, shape, contents.Fp64Contents.Select(BitConverter.GetBytes)),
        "UINT8" or "UINT16" or "UINT32" => Of(name, datatype, shape, contents.UintContents.Select(value => Elements.FromWhole(datatype, value))),
        _ => Of(name, datatype, shape, contents.IntContents.Select(value => Elements.FromWhole(datatype, value))),
    };

    private static Tensor Of(string name, string datatype, long[] shape, IEnumerable<byte[]> elements) => new(name, datatype, shape, [.. elements.SelectMany(bytes => bytes)], []);
}
