using InferenceServer.Models;

namespace InferenceServer.Protocol;

/// <summary>The raw binary request: no JSON, the whole body is the only input's tensor and at most one free dimension follows from its size.</summary>
internal static class RawTensor
{
    /// <summary>Adds the input; the answer's outputs are raw as well.</summary>
    /// <exception cref="ProtocolException">The model has several inputs, BYTES, several free dimensions, or the size does not divide.</exception>
    public static unsafe bool Read(InferRequest request, ModelSignature signature, InferBody body)
    {
        var required = signature.Inputs.Where(input => !input.Optional).ToList();
        if (required.Count != 1 || required[0].Datatype.IsBytes || required[0].Shape.Count(size => size < 0) > 1)
            throw ProtocolException.Invalid($"a body of one raw tensor ({InferBodyReader.JsonLengthHeader}: 0) needs a model with one input, not BYTES, and at most one free dimension; the model is {signature}");
        var input = required[0];
        long row = input.Datatype.Size;
        foreach (var size in input.Shape)
            row *= size < 0 ? 1 : size;
        if (row == 0 || body.BinaryLength % row != 0)
            throw ProtocolException.Invalid($"{body.BinaryLength} raw bytes are no whole number of rows of {row} bytes; expected {input}");
        var free = body.BinaryLength / row;
        TensorBinaryReader.Read(request, input, [.. input.Shape.Select(size => size < 0 ? free : size)], body.BinaryAt(0), body.BinaryLength);
        return true;
    }
}
