using System.Buffers;
using System.Buffers.Binary;
using InferenceServer.Buffers;
using InferenceServer.Models;
using InferenceServer.Protocol;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Rpc;

/// <summary>Writes a <c>ModelInferResponse</c>: names, shapes and typed tensors first, then the raw tensors from where ONNX Runtime made them.</summary>
internal static class InferMessageWriter
{
    private const int PrefixLength = 5;

    /// <summary>Writes the outputs of a run to the response, and returns the message's bytes.</summary>
    /// <exception cref="ProtocolException">More than a message may hold; nothing was sent yet.</exception>
    public static async ValueTask<long> WriteAsync(HttpResponse http, ServedModel model, InferRequest request, InferenceOutputs outputs, CancellationToken cancellationToken)
    {
        using var head = new PooledBufferWriter();
        var length = WriteHead(head, model, request, outputs) + head.Written.Length;
        if (length > int.MaxValue)
            throw ProtocolException.Invalid($"the answer has {length} bytes, more than the {int.MaxValue} of a message; send fewer rows, or ask for other outputs");
        var writer = http.BodyWriter;
        WritePrefix(writer.GetSpan(PrefixLength), (uint)length);
        writer.Advance(PrefixLength);
        await InferResponseWriter.WriteInPiecesAsync(writer, head.Written, cancellationToken);
        for (var index = 0; index < request.Outputs.Count; index++)
        {
            var (spec, binary) = request.Outputs[index];
            if (!binary)
                continue;
            writer.WriteLength(ProtocolFields.Response.RawOutputContents, InferResponseWriter.RawSize(spec, outputs.Values[index]));
            await InferResponseWriter.WriteRawAsync(writer, spec, outputs.Values[index], cancellationToken);
        }

        return length;
    }

    /// <summary>Writes all but the raw tensors, whose bytes it returns.</summary>
    private static long WriteHead(PooledBufferWriter head, ServedModel model, InferRequest request, InferenceOutputs outputs)
    {
        head.WriteText(ProtocolFields.Response.ModelName, model.Source.Name);
        head.WriteText(ProtocolFields.Response.ModelVersion, model.Source.Version);
        head.WriteText(ProtocolFields.Response.Id, request.Id ?? "");
        long raw = 0;
        using var tensor = new PooledBufferWriter();
        for (var index = 0; index < request.Outputs.Count; index++)
        {
            var (spec, binary) = request.Outputs[index];
            var value = outputs.Values[index];
            tensor.Clear();
            WriteTensor(tensor, spec, value);
            var contents = binary ? 0 : TypedContentsWriter.Size(spec, value);
            if (contents > int.MaxValue / 2)
                throw ProtocolException.Invalid($"output '{spec.Name}' has {contents} bytes in its typed form; ask for raw contents with the parameter 'binary_data_output'");
            head.WriteLength(ProtocolFields.Response.Outputs, tensor.Written.Length + TypedContentsWriter.FieldSize(contents));
            head.Write(tensor.Written.Span);
            TypedContentsWriter.Write(head, spec, value, contents);
            if (binary)
                raw += RawFieldSize(InferResponseWriter.RawSize(spec, value));
        }

        return raw;
    }

    private static void WriteTensor(PooledBufferWriter tensor, TensorSpec spec, OrtValue value)
    {
        if (!value.IsTensor)
            throw new InvalidOperationException($"output '{spec.Name}' is no tensor");
        OutputSize.Check(spec, value);
        tensor.WriteText(ProtocolFields.Tensor.Name, spec.Name);
        tensor.WriteText(ProtocolFields.Tensor.Datatype, spec.Datatype.Name);
        tensor.WritePacked(ProtocolFields.Tensor.Shape, value.GetTensorTypeAndShape().Shape);
    }

    private static long RawFieldSize(long length) => 1 + ProtobufWriting.VarintSize((ulong)length) + length;

    private static void WritePrefix(Span<byte> prefix, uint length)
    {
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], length);
    }
}
