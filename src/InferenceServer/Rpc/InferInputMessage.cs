using InferenceServer.Models;
using InferenceServer.Protocol;

namespace InferenceServer.Rpc;

/// <summary>Reads one <c>InferInputTensor</c>.</summary>
internal static class InferInputMessage
{
    private const int MostDimensions = 64;

    /// <summary>Adds the input to the request.</summary>
    /// <param name="request">Receives the value.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="message">The whole message, in which raw tensors lie.</param>
    /// <param name="tensor">The input's message.</param>
    /// <param name="raw">Where the raw tensors lie; empty when the inputs are typed.</param>
    /// <param name="index">Which of the inputs this is.</param>
    /// <exception cref="ProtocolException">An input that the model does not have, or whose type, shape or size is wrong.</exception>
    public static unsafe void Read(
        InferRequest request, ModelSignature signature, GrpcMessage message, ReadOnlySpan<byte> tensor, ReadOnlySpan<(int Start, int Length)> raw, int index)
    {
        var header = default(TensorHeader);
        var typed = false;
        Span<long> shape = stackalloc long[MostDimensions];
        var rank = 0;
        var reader = new ProtobufReader(tensor);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case ProtocolFields.Tensor.Name:
                    header.Name = signature.InputName(reader.Content) ?? InferMessageParser.Text(reader.Content, "'name' of an input");
                    break;
                case ProtocolFields.Tensor.Datatype:
                    header.Datatype = TensorDatatype.NameOf(reader.Content) ?? InferMessageParser.Text(reader.Content, "'datatype' of an input");
                    break;
                case ProtocolFields.Tensor.Shape:
                    rank = AddDimensions(ref reader, shape, rank);
                    break;
                case ProtocolFields.Tensor.Parameters:
                    ParameterMessage.IsSet(reader.Content, default, "an input");
                    break;
                case ProtocolFields.Tensor.Contents:
                    typed |= !reader.Content.IsEmpty;
                    break;
            }
        }

        header.Shape = shape[..rank].ToArray();
        var spec = header.Check(request, signature);
        if (raw.IsEmpty)
            TypedContentsReader.Read(request, spec, header.Shape, tensor);
        else if (typed)
            throw ProtocolException.Invalid($"input '{spec.Name}' has 'contents' and the request has 'raw_input_contents'; give one");
        else if (index >= raw.Length)
            throw ProtocolException.Invalid($"input '{spec.Name}' has no 'raw_input_contents' ({raw.Length} are given); give one for each input, in the inputs' order, or none");
        else
            TensorBinaryReader.Read(request, spec, header.Shape, message.At(raw[index].Start), raw[index].Length);
    }

    private static int AddDimensions(ref ProtobufReader reader, scoped Span<long> shape, int rank)
    {
        if (reader.Wire == WireType.Varint)
            return Add(shape, rank, reader.Value);
        var packed = new ProtobufReader(reader.Content);
        while (packed.Position < reader.Content.Length)
            rank = Add(shape, rank, packed.Varint());
        return rank;
    }

    private static int Add(scoped Span<long> shape, int rank, ulong size)
    {
        if (size > long.MaxValue || rank == shape.Length)
            throw ProtocolException.Invalid($"'shape' of an input must be an array of at most {shape.Length} whole numbers of 0 or more");
        shape[rank] = (long)size;
        return rank + 1;
    }
}
