using System.Buffers;
using System.Text.Json;
using InferenceServer.Models;
using Microsoft.ML.OnnxRuntime;

namespace InferenceServer.Protocol;

/// <summary>Reads a tensor's JSON array, flat or nested, in row-major order, into native memory.</summary>
internal static class TensorJsonReader
{
    /// <summary>Adds the input to the request. The reader stands on the array's beginning, afterwards on its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="request">Receives the value.</param>
    /// <param name="spec">The model's input.</param>
    /// <param name="shape">The shape sent.</param>
    /// <param name="rest">Bytes of JSON from the array's beginning on: the bound of what it can hold.</param>
    /// <exception cref="ProtocolException">Not as many elements as the shape says, one that does not fit the datatype, or no memory for them.</exception>
    public static unsafe void Read(ref Utf8JsonReader reader, InferRequest request, TensorSpec spec, long[] shape, int rest)
    {
        JsonTokens.Expect(ref reader, JsonTokenType.StartArray, $"'data' of input '{spec.Name}'");
        var elements = TensorHeader.Elements(spec, shape);
        // An element is at least a digit, or two quotes, and a comma: a shape that promises more than the text can hold gets no memory.
        if (elements > rest / (spec.Datatype.IsBytes ? 3 : 2))
            throw ProtocolException.Invalid($"input '{spec.Name}' has shape [{string.Join(',', shape)}], {elements} elements, and its 'data' has fewer");
        if (spec.Datatype.IsBytes)
        {
            request.Charge(elements * TensorBinaryReader.BytesOfString);
            var strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
            request.Add(spec.Name, strings, shape);
            var target = new StringElements(strings, request);
            ReadElements(ref reader, ref target, spec, shape, elements);
            return;
        }

        var size = (long)elements * spec.Datatype.Size;
        if (size > int.MaxValue)
            throw ProtocolException.Invalid($"input '{spec.Name}' is larger than {int.MaxValue} bytes");
        var buffer = request.Rent((int)size);
        var numbers = new NumberElements(buffer.Pointer, spec.Datatype);
        ReadElements(ref reader, ref numbers, spec, shape, elements);
        request.Add(spec.Name, OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, spec.Datatype.ElementType, shape, (nint)buffer.Pointer, size), shape);
    }

    private static void ReadElements<T>(ref Utf8JsonReader reader, ref T target, TensorSpec spec, long[] shape, int elements)
        where T : struct, ITensorElements
    {
        var index = 0;
        var depth = 1;
        while (depth > 0 && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                depth++;
            else if (reader.TokenType == JsonTokenType.EndArray)
                depth--;
            else if (index == elements)
                throw ProtocolException.Invalid($"input '{spec.Name}' has more elements in 'data' than the {elements} of its shape [{string.Join(',', shape)}]");
            else if (!target.TrySet(ref reader, index++))
                throw ProtocolException.Invalid($"input '{spec.Name}': element {index - 1} of 'data' is not a {spec.Datatype.Name}");
        }

        if (index != elements)
            throw ProtocolException.Invalid($"input '{spec.Name}' has {index} elements in 'data'; its shape [{string.Join(',', shape)}] has {elements}");
    }

    private readonly struct StringElements(OrtValue value, InferRequest request) : ITensorElements
    {
        // What a std::string holds within itself.
        private const int Inline = 15;

        public bool TrySet(ref Utf8JsonReader reader, int index)
        {
            if (reader.TokenType != JsonTokenType.String)
                return false;
            if (reader.ValueSpan.Length > Inline)
                request.Charge(reader.ValueSpan.Length);
            if (!reader.ValueIsEscaped)
            {
                value.StringTensorSetElementAt(reader.ValueSpan, index);
                return true;
            }

            var text = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
            try
            {
                value.StringTensorSetElementAt(text.AsSpan(0, reader.CopyString(text)), index);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(text);
            }

            return true;
        }
    }
}
