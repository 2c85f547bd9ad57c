using System.Buffers.Binary;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>Makes values of raw tensor bytes (little-endian, row-major): over the body's own memory wherever it is aligned.</summary>
internal static class TensorBinaryReader
{
    /// <summary>Bytes of one std::string, in which ONNX Runtime keeps each BYTES element, without its text.</summary>
    public const long BytesOfString = 32;

    /// <summary>Adds the input to the request.</summary>
    /// <param name="request">Receives the value.</param>
    /// <param name="spec">The model's input.</param>
    /// <param name="shape">The shape sent.</param>
    /// <param name="address">Where the tensor's bytes lie, in memory of the request's own.</param>
    /// <param name="size">How many they are.</param>
    /// <exception cref="ProtocolException">The size does not fit the shape.</exception>
    public static unsafe void Read(InferRequest request, TensorSpec spec, long[] shape, byte* address, int size)
    {
        var elements = TensorHeader.Elements(spec, shape);
        if (spec.Datatype.IsBytes)
        {
            ReadStrings(request, spec, shape, new ReadOnlySpan<byte>(address, size), elements);
            return;
        }

        var expected = (long)elements * spec.Datatype.Size;
        if (expected != size)
            throw ProtocolException.Invalid($"input '{spec.Name}' has {size} raw bytes; {spec.Datatype.Name}[{string.Join(',', shape)}] has {expected}");
        if ((nint)address % spec.Datatype.Size != 0)
        {
            var copy = request.Rent(size);
            new ReadOnlySpan<byte>(address, size).CopyTo(copy.Span);
            address = copy.Pointer;
        }

        request.Add(spec.Name, OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, spec.Datatype.ElementType, shape, (nint)address, size), shape);
    }

    private static void ReadStrings(InferRequest request, TensorSpec spec, long[] shape, ReadOnlySpan<byte> bytes, int elements)
    {
        // Each element has at least its length: checked before native memory is made for a shape that the bytes do not bear out.
        if (elements > bytes.Length / sizeof(uint))
            throw WrongStrings(spec, shape, bytes.Length);
        request.Charge(elements * BytesOfString + bytes.Length);
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        request.Add(spec.Name, value, shape);
        var total = bytes.Length;
        for (var index = 0; index < elements; index++)
        {
            if (bytes.Length < sizeof(uint))
                throw WrongStrings(spec, shape, total);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            bytes = bytes[sizeof(uint)..];
            if (length > bytes.Length)
                throw WrongStrings(spec, shape, total);
            value.StringTensorSetElementAt(bytes[..(int)length], index);
            bytes = bytes[(int)length..];
        }

        if (!bytes.IsEmpty)
            throw WrongStrings(spec, shape, total);
    }

    private static ProtocolException WrongStrings(TensorSpec spec, long[] shape, int total) => ProtocolException.Invalid(
        $"input '{spec.Name}': {total} raw bytes are not the elements of BYTES[{string.Join(',', shape)}], each 4 bytes of length (little-endian) and that many bytes");
}
